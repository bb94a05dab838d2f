import Pages
import Testing

@Test func `bars`() { #expect(BarPlot.tone(6) == "s1") }
