import Checks
import Notation

/// A file of one claim, checked as a user's file is.
enum Derivation {
  /// Checks the claim with some legs; ends the program when it does not come out as expected.
  static func check(_ text: String, legs: Set<Leg>) {
    var options = Options()
    options.legs = legs
    guard let note = try? readNote(text, file: "benchmark.md"), let claim = note.claims.first else {
      fatalError("the benchmark cannot be read:\n\(text)")
    }
    let report = Checker(options: options).check(claim)
    guard report.asExpected else {
      fatalError("the benchmark is \(report.outcome.text): \(report.reason ?? "")\n\(text)")
    }
  }
}
