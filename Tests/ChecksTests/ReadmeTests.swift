import Foundation
import Testing

@testable import Checks

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

  @Test("the table of its gallery is what the report of the question says, row by row")
  func gallery() throws {
    let readme = try String(contentsOfFile: "README.md", encoding: .utf8)
    let bank = try Bank()
    let run = Runner.run(try bank.claims("winter2020/q5.6"), options: Options(), bank: bank)
    let pages = MarkdownPages(document: ReportDocument(run: run, seed: 0))
    let section = try #require(pages.document.sections.first)
    let rows = pages.question(section).split(separator: "\n").filter { $0.hasPrefix("| ") }
    let shown = readme.split(separator: "\n").filter {
      $0.contains("`winter2020/q5.6/") && $0.hasPrefix("| ")
    }
    #expect(shown.count >= 5)
    for row in shown { #expect(rows.contains(row), "\(row)") }
    for name in ["dirac-gan-portraits", "receptive-fields"] {
      #expect(readme.contains("notes/figures/\(name).png"))
      #expect(FileManager.default.fileExists(atPath: "notes/figures/\(name).png"))
    }
  }
}
