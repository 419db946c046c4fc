import Foundation
import Testing

@testable import Checks

/// The Markdown of the report, rendered by GitHub's own dialect where its program is installed.
@Suite("Markdown of reports")
struct MarkdownTests {
  static let program = URL(programInPath: "cmark-gfm")

  @Test(
    "every table and every formula of the whole bank is one",
    .enabled(if: program != nil, "cmark-gfm is not installed"))
  func bank() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("markdown-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try ReportFolder.write(ReportTests.bank.get(), to: folder)
    let pages = folder.appendingPathComponent("markdown")
    let names = try FileManager.default.contentsOfDirectory(atPath: pages.path)
    #expect(!names.isEmpty)
    for name in names.sorted() { try Self.expectRendered(pages.appendingPathComponent(name)) }
    try Self.expectRendered(folder.appendingPathComponent("report.md"))
  }

  private static func expectRendered(_ page: URL) throws {
    let source = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    var isFenced = false
    let lines = source.filter { line in
      let isFence = line.hasPrefix("```")
      if isFence { isFenced.toggle() }
      return !isFenced && !isFence
    }
    let html = try rendered(page)
    func count(_ part: String) -> Int { html.components(separatedBy: part).count - 1 }
    // A row that is none is text, and so is the table that it ends.
    let rows = lines.filter { $0.hasPrefix("|") }
    let rules = rows.filter { $0.allSatisfy { "|-: ".contains($0) } }
    #expect(count("<table>") == rules.count, "\(page.lastPathComponent)")
    #expect(count("<tr>") == rows.count - rules.count, "\(page.lastPathComponent)")
    // Cells beyond those of the head are dropped without a word.
    var width: Int?
    for (row, next) in zip(lines, lines.dropFirst() + [""])
    where row.hasPrefix("|") {
      let cells = row.replacing("\\|", with: "").count { $0 == "|" } - 1
      if rules.contains(next) { width = cells }
      #expect(cells == width, "\(row)")
    }
    #expect(
      count("<code class=\"language-math\">") == source.filter { $0 == "```math" }.count,
      "\(page.lastPathComponent)")
  }

  private static func rendered(_ page: URL) throws -> String {
    let process = Process()
    process.executableURL = program
    process.arguments = ["-e", "table", page.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}

extension URL {
  /// The program of this name, where there is one.
  init?(programInPath name: String) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    guard let found else { return nil }
    self = found
  }
}
