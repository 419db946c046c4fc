import Foundation
import Testing

@testable import Checks

/// The LaTeX of the report, compiled where a TeX system is installed.
@Suite("LaTeX of reports")
struct LaTeXTests {
  static let program = URL(programInPath: "pdflatex")

  @Test(
    "the whole bank compiles, and nothing sticks out of its column by more than a letter",
    .enabled(if: program != nil, "pdflatex is not installed"))
  func bank() throws {
    let log = try Self.compile(ReportTests.bank.get())
    Self.expectFits(log)
  }

  @Test(
    "every outcome and special sign compiles",
    .enabled(if: program != nil, "pdflatex is not installed"))
  func small() throws {
    Self.expectFits(try Self.compile(ReportTests.document()))
  }

  private static func expectFits(_ log: String) {
    for line in log.split(separator: "\n") where line.hasPrefix("Overfull \\hbox") {
      let width = line.split(separator: "(").last.flatMap { Double($0.prefix { $0 != "p" }) }
      #expect((width ?? 1000) < 10, "\(line)")
    }
    #expect(!log.contains("Missing character"), "a character without a glyph")
  }

  /// Compiles a report and gives the log.
  private static func compile(_ document: ReportDocument) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("latex-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try ReportFolder.write(document, to: folder)
    let process = Process()
    process.executableURL = program
    process.arguments = ["-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let data = try Data(contentsOf: folder.appendingPathComponent("report.log"))
    let log = String(decoding: data, as: UTF8.self)
    let place = log.range(of: "\n! ").map { log[$0.lowerBound...].prefix(600) }
    #expect(process.terminationStatus == 0, "\(place ?? log.suffix(600))")
    return log
  }
}
