/// Whether a protection can be switched off: nowhere but in the woven copy of the sources, which has another file here.
enum Switch {
    /// Switches off what the mutant of this name takes out; false when it is not woven in.
    static func turnOff(_ mutant: String) -> Bool { false }
}
