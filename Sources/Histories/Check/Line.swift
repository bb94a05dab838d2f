import Contracts

/// The letters of one stream as one ledger has them: for each number a mark of the hash of the line up to it, and where
/// in the history it stands. Equal marks at a number mean equal letters up to it. Twelve bytes a number.
struct Line {
    /// A letter that a restore took away.
    struct Lost {
        let number: UInt64
        let mark: UInt64
        let place: Int
    }

    /// Numbers up to this one were there before the history began.
    private(set) var base: UInt64
    /// The last number.
    private(set) var number: UInt64
    /// The hash of the line up to it.
    private(set) var head: Digest
    /// What the line had before a restore, which may have been sent and read.
    private(set) var lost: [Lost] = []
    /// The epoch of the last leaf.
    var epoch: UInt64 = 0
    private let seed: UInt64
    private var baseMark: UInt64
    private var marks: [UInt64] = []
    private var places: [UInt32] = []

    init(_ stream: StreamName) {
        self.init(stream, from: 0, stream.seed)
    }

    init(_ stream: StreamName, from number: UInt64, _ head: Digest) {
        base = number
        self.number = number
        self.head = head
        seed = stream.seed.mark
        baseMark = head.mark
    }

    /// The next letter. One that is not the next begins the line anew behind it, so that what follows can be judged.
    mutating func append(_ number: UInt64, _ head: Digest, at place: Int) {
        if number == self.number + 1 {
            marks.append(head.mark)
            places.append(UInt32(clamping: place))
        } else {
            restart(at: number, head)
        }
        self.number = number
        self.head = head
    }

    /// The ledger stands elsewhere now and what lies between is not known.
    mutating func restart(at number: UInt64, _ head: Digest) {
        loseAll(behind: base)
        base = number
        baseMark = head.mark
        marks = []
        places = []
        self.number = number
        self.head = head
    }

    /// A restore took the ledger back to a number; false when the line never had this hash there.
    mutating func goBack(to number: UInt64, _ head: Digest) -> Bool {
        guard let known = mark(at: number) else {
            restart(at: number, head)
            return true
        }
        guard known == head.mark else {
            restart(at: number, head)
            return false
        }
        loseAll(behind: number)
        let kept = Int(number - base)
        marks.removeLast(marks.count - kept)
        places.removeLast(places.count - kept)
        self.number = number
        self.head = head
        epoch = 0
        return true
    }

    private mutating func loseAll(behind number: UInt64) {
        guard number < self.number else { return }
        for gone in (number + 1)...self.number {
            guard let mark = mark(at: gone) else { continue }
            lost.append(Lost(number: gone, mark: mark, place: place(of: gone) ?? 0))
        }
    }

    /// The mark of the line up to a number; nil where it is not known.
    func mark(at number: UInt64) -> UInt64? {
        if number == 0 { return seed }
        if number == base { return baseMark }
        guard number > base, number <= self.number else { return nil }
        return marks[Int(number - base) - 1]
    }

    /// The line of the history in which a number stands.
    func place(of number: UInt64) -> Int? {
        guard number > base, number <= self.number else { return nil }
        return Int(places[Int(number - base) - 1])
    }

    /// Whether the line ever had this mark at a number; nil where that is not known.
    func everHad(_ mark: UInt64, at number: UInt64) -> Bool? {
        if let known = self.mark(at: number), known == mark { return true }
        if lost.contains(where: { $0.number == number && $0.mark == mark }) { return true }
        return number <= base ? nil : false
    }
}

extension Digest {
    /// Enough of it to compare lines that nobody forges to fool a test.
    var mark: UInt64 { withBytes { $0.loadUnaligned(as: UInt64.self) } }
}
