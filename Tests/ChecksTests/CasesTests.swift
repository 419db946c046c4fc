import Foundation
import Notation
import Testing

@testable import Checks

/// Files whose verdicts are easily got wrong; each claim says what it is expected to come to.
@Suite struct CasesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Cases")

  static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".md") }.sorted()

  @Test func thereAreCases() { #expect(!Self.files.isEmpty) }

  @Test(arguments: files) func everyClaimIsAsExpected(_ name: String) throws {
    let note = try NoteFile.read(name, at: Self.folder.appendingPathComponent(name))
    for claim in note.claims {
      let report = Checker().check(claim)
      #expect(
        report.asExpected,
        "\(claim.place): \(report.outcome) \(report.reason ?? ""), expected \(report.expected)")
    }
  }
}
