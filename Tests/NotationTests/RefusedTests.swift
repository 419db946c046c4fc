import Foundation
import Testing

@testable import Notation

/// Every file of `Tests/Refused` is refused with the text beside it. To accept new texts, run with
/// `RECORD=1` and read the difference.
@Suite struct RefusedTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Refused")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return files.filter { $0.hasSuffix(".md") || $0.hasSuffix(".tex") }.sorted()
  }()

  /// The errors of a file, one a line, or nothing.
  static func refusal(_ text: String, file: String) -> String {
    do throws(ReadingError) {
      let note = try readNote(text, file: file)
      return note.claims.compactMap {
        if case .failure(let error) = $0.content { error.description + "\n" } else { nil }
      }.joined()
    } catch {
      return error.description + "\n"
    }
  }

  @Test func folderIsThere() { #expect(Self.names.count >= 25) }

  @Test(arguments: names) func isRefused(_ name: String) throws {
    let file = Self.folder.appending(path: name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let refusal = Self.refusal(text, file: name)
    let expected = file.deletingPathExtension().appendingPathExtension("expected")
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try refusal.write(to: expected, atomically: true, encoding: .utf8)
    }
    #expect(!refusal.isEmpty, "\(name) is read without complaint")
    #expect(refusal == (try String(contentsOf: expected, encoding: .utf8)))
  }
}
