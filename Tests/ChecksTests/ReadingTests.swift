import Checks
import Notation
import Testing

@Suite("Readings that are not literal")
struct ReadingTests {
  private func report(_ given: String, _ display: String) throws -> ClaimReport {
    let note = try readNote("```given\n\(given)\n```\n\n$$ \(display) $$\n", file: "reading.md")
    return Checker().check(try #require(note.claims.first))
  }

  @Test("a symbol of a definition that stands for another function's argument is reported")
  func capture() throws {
    let report = try report("x, y : real\nf(x) := x + y\ng(y) := f(1)", "g(5) = 6")
    #expect(report.outcome == .proved)
    #expect(
      report.readings == ["y in f stands for the argument of the function that uses f"])
  }

  @Test("arguments of a function in its own definition are no such reading")
  func literal() throws {
    let report = try report("x, y : real\nf(x) := x + 1\ng(y) := f(y) + y", "g(5) = 11")
    #expect(report.outcome == .proved)
    #expect(report.readings.isEmpty)
  }
}
