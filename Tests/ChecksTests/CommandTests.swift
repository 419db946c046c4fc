import Foundation
import Testing

/// The program itself, run as a user runs it.
enum Program {
  /// The built program beside the tests.
  static let url = Bundle.main.bundleURL.appendingPathComponent("checks")

  struct Result {
    let status: Int32
    let output: String
    let diagnostics: String
  }

  static func run(_ arguments: String...) throws -> Result { try run(arguments) }

  private static func run(_ arguments: [String]) throws -> Result {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    let (output, diagnostics) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = diagnostics
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let errors = diagnostics.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      diagnostics: String(decoding: errors, as: UTF8.self))
  }

  /// Runs `checks check` on a file with this content.
  static func check(_ content: Data, name: String = "case.md", _ options: [String] = []) throws
    -> Result
  {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("checks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try content.write(to: file)
    return try run(["check", file.path] + options)
  }
}

/// Input that cannot be used, and what is said about it.
struct BadInput: Sendable, CustomTestStringConvertible {
  let name: String
  let content: String
  let status: Int32
  /// What standard output or standard error must contain.
  let says: [String]
  var testDescription: String { name }

  static let all = [
    BadInput(
      name: "a syntax error", content: "```given\nx : real\n```\n\n$$ (x + 1 = 2 $$\n", status: 65,
      says: ["case.md:5:"]),
    BadInput(
      name: "an undeclared symbol", content: "```given\nx : real\n```\n\n$$ x + y = y + x $$\n",
      status: 65, says: ["case.md:5:8", "y", "declare"]),
    BadInput(
      name: "a shape error",
      content: "```given\nx : real[2]\ny : real[3]\n```\n\n$$ x + y = y + x $$\n", status: 65,
      says: ["case.md:6:", "real[2]", "real[3]"]),
    BadInput(
      name: "contradictory assumptions",
      content: "```given\nx : real, x > 1, x < 0\n```\n\n$$ x = x + 1 $$\n", status: 65,
      says: ["case.md:5:", "contradict"]),
    BadInput(name: "an empty file", content: "", status: 65, says: ["case.md:1:1"]),
    BadInput(
      name: "binary data", content: "\u{0}\u{1}\u{2}ELF", status: 65,
      says: ["case.md:1:1", "UTF-8"]),
    BadInput(
      name: "a wrong line", content: "```given\nx : real\n```\n\n$$ (x+1)^2 = x^2 + 1 $$\n",
      status: 1, says: ["wrong", "left", "right"]),
    BadInput(
      name: "a right line", content: "```given\nx : real\n```\n\n$$ (x+1)^2 = x^2 + 2x + 1 $$\n",
      status: 0, says: ["proved"]),
  ]
}

@Suite("The command line")
struct CommandTests {
  @Test("bad input has a message with its place and an exit code", arguments: BadInput.all)
  func badInput(_ input: BadInput) throws {
    let result = try Program.check(Data(input.content.utf8))
    #expect(result.status == input.status, "\(result.output)\(result.diagnostics)")
    for text in input.says {
      #expect((result.output + result.diagnostics).contains(text), "no \(text)")
    }
  }

  @Test("a missing file, a folder, a wrong option and an unknown question are refused")
  func misuse() throws {
    #expect(try Program.run("check", "no-such-file.md").status == 65)
    #expect(try Program.run("check", ".").status == 65)
    #expect(try Program.run("--no-such-option").status == 64)
    #expect(try Program.run("q5", "--legs", "magic").status == 64)
    #expect(try Program.run("winter1999/q5").status == 64)
    #expect(try Program.run("check").status == 64)
    #expect(try Program.run("q5", "--digits", "1001").status == 64)
    #expect(try Program.run("replay", "winter2020/q1.1/expected-loss").status == 64)
    let help = try Program.run("--help")
    #expect(help.status == 0)
    #expect(help.output.contains("usage"))
  }

  @Test("the JSON has the fields of its contract")
  func json() throws {
    let result = try Program.run("winter2020/q5.6", "--json")
    #expect(result.status == 0)
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let report = try #require(value as? [String: Any])
    #expect(report["version"] as? Int == 1)
    let claims = try #require(report["claims"] as? [[String: Any]])
    #expect(claims.count >= 5)
    let keys = [
      "id", "document", "question", "title", "file", "statement", "outcome", "expected",
      "assumptions", "axioms", "lines", "firstWrongLine", "evidence", "seconds",
    ]
    for claim in claims {
      for key in keys { #expect(claim.keys.contains(key), "no \(key)") }
      let evidence = try #require(claim["evidence"] as? [String: Any])
      #expect(evidence.keys.contains("symbolic"))
      if claim["outcome"] as? String == "wrong" {
        let lines = try #require(claim["lines"] as? [[String: Any]])
        let counterexample = try #require(lines[0]["counterexample"] as? [String: Any])
        #expect(counterexample["assignment"] is [String: String])
        #expect(counterexample["left"] is String)
        #expect(counterexample["right"] is String)
      }
    }
    let summary = try #require(report["summary"] as? [String: Int])
    #expect(summary["unexpected"] == 0)
  }
}
