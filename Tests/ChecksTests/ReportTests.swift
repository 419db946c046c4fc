import Foundation
import Notation
import Testing

@testable import Checks

/// Reports as files: structure, escaping, the same bytes, and folders that stay whole.
@Suite("Reports")
struct ReportTests {
  /// A small note with every outcome that a report may show, and signs that each format has to escape.
  static let note = """
    ```given
    p, q, x_1 : real
    \\gamma : real
    ```

    <!-- id: test/q1.1/right -->
    <!-- title: A <right> & "proved" line, 100 % of it, with _ and | and # -->
    $$
    \\begin{aligned}
    (p + q)^2 &= p^2 + 2 p q + q^2 \\\\ &\\ge 4 p q && \\text{by squares}
    \\end{aligned}
    $$

    <!-- id: test/q1.2/wrong -->
    <!-- title: A false neighbour -->
    <!-- expect: wrong -->
    $$ (p + \\gamma)^2 = p^2 + \\gamma^2 $$

    <!-- id: test/q2/repair -->
    <!-- title: Without its assumption -->
    $$ \\frac{p x_1}{x_1} = p $$

    <!-- id: test/q2/unreadable -->
    <!-- title: With an unknown name -->
    $$ p + y = 1 $$
    """

  static func document(seed: UInt64 = 0) throws -> ReportDocument {
    var options = Options()
    options.seed = seed
    options.instances = 64
    options.samples = 1024
    let claims = try readNote(note, file: "note.md").claims
    return ReportDocument(
      run: Runner.run(claims, options: options), seed: seed, omissions: ["Nothing is left out."])
  }

  /// A report of the whole bank: the texts are those of every run, few instances make it quick.
  static let bank = Result {
    let bank = try Bank()
    var options = Options()
    options.instances = 4
    options.samples = 64
    let run = Runner.run(try bank.claims("all"), options: options, bank: bank)
    let (figures, _) = Figures.finished(for: run.claims, bank: bank, seed: 0)
    return ReportDocument(run: run, seed: 0, figures: figures)
  }

  private static func text(_ document: ReportDocument, _ path: String) throws -> String {
    let file = try #require(ReportFolder.files(document).first { $0.path == path })
    return String(decoding: file.content, as: UTF8.self)
  }

  /// The elements of the page in order, without its text.
  @Test("the page has the structure of the results")
  func page() throws {
    let page = try Self.text(Self.document(), "index.html")
    #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
    #expect(page.contains("proved 1 of 3 claims that are stated as true; refuted 1 of 1 false"))
    #expect(page.contains("A &lt;right&gt; &amp; &quot;proved&quot; line"))
    #expect(!page.contains("<right>"))
    let parts = [
      "<h1>", "id=\"not-proved\"", "Without its assumption</a>", "With an unknown name</a>",
      "id=\"questions-title\"", "<h2 id=\"test-q1\">test/q1: proved 1 of 1</h2>",
      "id=\"test/q1.1/right\"", "class=\"lines\"", "<dt>Symbolic</dt>", "<dt>Exact</dt>",
      "<dt>Monte Carlo</dt>", "<dt>Model</dt>", "<dt>Assumptions used</dt>",
      "<dt>Assumptions not used</dt>", "<dt>Axioms</dt>", "<dt>Seed</dt>",
      "id=\"test/q1.2/wrong\"", "class=\"counterexample\"", "<h2 id=\"test-q2\">", "</html>",
    ]
    var rest = page[...]
    for part in parts {
      let range = try #require(rest.range(of: part), "\(part) is missing or out of order")
      rest = rest[range.upperBound...]
    }
    // Nothing is loaded, and every link leads to a place of the page.
    for scheme in ["http:", "https:", "src=\"/", "<script", "@import", "<link"] {
      #expect(!page.contains(scheme), "\(scheme)")
    }
    // What scrolls can be reached by the keyboard.
    for match in page.matches(of: /<(?:div|pre)[^>]*>/) {
      let tag = String(match.output)
      if tag.contains("scroll") || tag.contains("\"formula") || tag.hasPrefix("<pre") {
        #expect(tag.contains("tabindex=\"0\""), "\(tag)")
      }
    }
    for match in page.matches(of: /href="#([^"]*)"/) {
      #expect(page.contains("id=\"\(match.1)\""), "\(match.1)")
    }
  }

  @Test("legs that disagree stand at the head of every page")
  func disagreement() throws {
    var run = try Self.document().run
    run.claims[0].disagreements = [Disagreement(line: 1, legs: [.symbolic, .monteCarlo])]
    let document = ReportDocument(run: run, seed: 0)
    for path in ["index.html", "report.md", "report.tex"] {
      let page = try Self.text(document, path)
      let loud = try #require(page.range(of: "symbolic against monte"))
      let rest = try #require(page.range(of: "What is not proved"))
      #expect(loud.lowerBound < rest.lowerBound, "\(path)")
    }
  }

  @Test("colours have a contrast of at least 4.5, in light and dark")
  func contrast() throws {
    func luminance(_ colour: String) throws -> Double {
      let value = try #require(Int(colour.dropFirst(), radix: 16))
      let parts = [value >> 16, (value >> 8) & 255, value & 255].map { part -> Double in
        let c = Double(part) / 255
        return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    func contrast(_ a: String, _ b: String) throws -> Double {
      let (x, y) = (try luminance(a), try luminance(b))
      return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }
    let rows = HTMLPage.palette
    let panel = try #require(rows.first { $0.name == "panel" })
    for row in rows {
      for (colours, behind) in [(row.light, panel.light.ground), (row.dark, panel.dark.ground)] {
        #expect(try contrast(colours.text, colours.ground) >= 4.5, "\(row.name)")
        // Links and badges stand on panels too.
        if row.name == "link" { #expect(try contrast(colours.text, behind) >= 4.5) }
      }
    }
  }

  @Test("LaTeX, Markdown and CSV escape what is special to them")
  func escaping() throws {
    let document = try Self.document()
    let latex = try Self.text(document, "latex/test-q1.tex")
    #expect(latex.contains("\\& ''proved'' line, 100 \\% of it"))
    #expect(latex.contains("\\toprule") && latex.contains("\\bottomrule"))
    let markdown = try Self.text(document, "markdown/test-q1.md")
    #expect(
      markdown.contains("A \\<right\\> & \"proved\" line, 100 % of it, with \\_ and \\| and \\#"))
    #expect(markdown.contains("```math"))
    let claims = try Self.text(document, "claims.csv")
    #expect(claims.contains("\"A <right> & \"\"proved\"\" line, 100 % of it, with _ and | and #\""))
    for table in ["claims.csv", "lines.csv", "times.csv"] {
      let rows = try Self.records(Self.text(document, table))
      #expect(rows.count > 4)
      #expect(Set(rows.map(\.count)).count == 1, "\(table)")
    }
  }

  /// The records of a CSV file, read back.
  private static func records(_ text: String) throws -> [[String]] {
    var records: [[String]] = [[""]]
    var isQuoted = false
    var rest = Array(text.unicodeScalars)[...]
    while let c = rest.popFirst() {
      let last = records.count - 1
      if isQuoted, c == "\"", rest.first == "\"" {
        rest.removeFirst()
        records[last][records[last].count - 1] += "\""
      } else if c == "\"" {
        isQuoted.toggle()
      } else if !isQuoted, c == "," {
        records[last].append("")
      } else if !isQuoted, c == "\n" {
        records.append([""])
      } else if isQuoted || c != "\r" {
        records[last][records[last].count - 1].unicodeScalars.append(c)
      }
    }
    return records.dropLast()
  }

  @Test("the JSON is that of the command, without times")
  func json() throws {
    let document = try Self.document()
    let text = try Self.text(document, "report.json")
    #expect(text == document.run.withoutTimes.json)
    #expect(text.contains("\"seconds\": null"))
  }

  @Test("the same inputs and seed give the same bytes, but for the times")
  func bytes() throws {
    let (first, second) = (try Self.document(), try Self.document())
    let (a, b) = (ReportFolder.files(first), ReportFolder.files(second))
    #expect(a.map(\.path) == b.map(\.path))
    for (x, y) in zip(a, b) where x.path != "times.csv" {
      #expect(x.content == y.content, "\(x.path)")
    }
    let other = ReportFolder.files(try Self.document(seed: 1))
    #expect(
      a.first { $0.path == "report.json" }?.content
        != other.first { $0.path == "report.json" }?.content)
  }

  // MARK: Folders

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("reports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("a report replaces a report as a whole, and leaves nothing beside it")
  func replaces() throws {
    try withFolder { folder in
      let place = folder.appendingPathComponent("report")
      try ReportFolder.write(Self.document(), to: place)
      let stale = place.appendingPathComponent("latex/stale.tex")
      try Data("old".utf8).write(to: stale)
      try ReportFolder.write(Self.document(), to: place)
      #expect(!FileManager.default.fileExists(atPath: stale.path))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
      #expect(
        FileManager.default.fileExists(atPath: place.appendingPathComponent("index.html").path))
    }
  }

  @Test("a folder with other files is refused and not touched")
  func refuses() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("thesis.tex")
      try Data("mine".utf8).write(to: file)
      #expect(throws: ReportFolder.Refusal.self) {
        try ReportFolder.write(Self.document(), to: folder)
      }
      #expect(throws: ReportFolder.Refusal.self) {
        try ReportFolder.write(Self.document(), to: file)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["thesis.tex"])
      #expect(try Data(contentsOf: file) == Data("mine".utf8))
    }
  }

  @Test("a report that cannot be written leaves the one before as it was")
  func fails() throws {
    try withFolder { folder in
      let place = folder.appendingPathComponent("report")
      try ReportFolder.write(Self.document(), to: place)
      let before = try Data(contentsOf: place.appendingPathComponent("report.json"))
      // A path that goes through a file can be made by nobody.
      let inside = place.appendingPathComponent("report.json/deeper/report")
      #expect(throws: (any Error).self) { try ReportFolder.write(Self.document(), to: inside) }
      #expect(try Data(contentsOf: place.appendingPathComponent("report.json")) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
    }
  }

  // MARK: Phrases

  @Test("words and formulas of an assumption are told apart")
  func phrases() {
    #expect(
      Phrase(assumption: "R_{ij} \\sim \\operatorname{Bernoulli}(p) independent").parts == [
        .formula("R_{ij} \\sim \\operatorname{Bernoulli}(p)"), .words("independent"),
      ])
    #expect(
      Phrase(assumption: "f integrates to 1").parts == [
        .formula("f"), .words("integrates to"), .formula("1"),
      ])
    #expect(
      Phrase(assumption: "the displayed integral exists: integrable((λω. s(ω)))").parts == [
        .words("the displayed integral exists: "), .term("integrable((λω. s(ω)))"),
      ])
  }

  @Test(
    "letters belong to their question",
    arguments: [
      ("winter2020/q5.6/stable", "winter2020/q5"), ("hw5/q3c/optimal", "hw5/q3"),
      ("foundations/logsumexp/bound", "foundations/logsumexp"), ("file", "file"),
    ])
  func questions(_ id: String, _ question: String) {
    #expect(ReportDocument.question(of: id) == question)
  }
}
