import Foundation
import Testing

/// What the README says in numbers.
@Suite("The README")
struct ReadmeTests {
  private static func lines(_ path: String) throws -> Int {
    try String(contentsOfFile: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).count - 1
  }

  private static func lines(inFolder folder: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".swift") }
      .reduce(0) { try $0 + lines("\(folder)/\($1)") }
  }

  @Test("it counts the lines of the trusted code rightly")
  func counts() throws {
    let readme = try String(contentsOfFile: "README.md", encoding: .utf8)
      .replacingOccurrences(of: "\n", with: " ")
    let kernel = try Self.lines(inFolder: "Sources/Kernel")
    let rules = try Self.lines("Sources/Kernel/Theorem.swift")
    let exact = try Self.lines(inFolder: "Sources/Exact")
    #expect(readme.contains("counts \(kernel) lines, \(rules) of them the rules"))
    #expect(readme.contains("Sources/Exact/*.swift | wc -l`, \(exact) lines"))
  }
}
