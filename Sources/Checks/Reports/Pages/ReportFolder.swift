import Foundation

/// A report as a folder of files.
///
/// The same results give the same bytes; only `times.csv` differs from run to run.
public enum ReportFolder {
  /// Why a folder cannot be written.
  public struct Refusal: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// All files of a report with their paths in it.
  public static func files(_ document: ReportDocument) -> [(path: String, content: Data)] {
    var files: [(String, Data)] = []
    func add(_ path: String, _ text: String) { files.append((path, Data(text.utf8))) }
    let (markdown, latex) = (MarkdownPages(document: document), LaTeXPages(document: document))
    let tables = CSVTables(run: document.run)
    add("index.html", HTMLPage(document: document).text)
    add("report.md", markdown.text)
    add("report.tex", latex.text)
    for section in document.sections {
      add("markdown/\(section.slug).md", markdown.question(section))
      add("latex/\(section.slug).tex", latex.question(section))
    }
    add("claims.csv", tables.claims)
    add("lines.csv", tables.lines)
    add("times.csv", tables.times)
    add("report.json", document.run.withoutTimes.json)
    for figure in document.figures {
      if let svg = figure.svg { files.append(("figures/\(figure.name).svg", svg)) }
      if let png = figure.png { files.append(("figures/\(figure.name).png", png)) }
      if let script = figure.script { add("figures/\(figure.name).gp", script) }
    }
    return files
  }

  /// Writes a report into a new folder beside the wanted one and then moves it there, so that what was
  /// there before stays whole until the new one is.
  ///
  /// Throws without changing anything when the place holds something else than a report.
  public static func write(_ document: ReportDocument, to folder: URL) throws {
    let manager = FileManager.default
    let folder = folder.standardizedFileURL
    try refuseUnlessReport(folder)
    let parent = folder.deletingLastPathComponent()
    try manager.createDirectory(at: parent, withIntermediateDirectories: true)
    let name = ".\(folder.lastPathComponent)-\(UUID().uuidString)"
    let (new, old) = (
      parent.appendingPathComponent(name + ".new"), parent.appendingPathComponent(name + ".old")
    )
    defer { try? manager.removeItem(at: new) }
    for (path, content) in files(document) {
      let file = new.appendingPathComponent(path)
      try manager.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try content.write(to: file)
    }
    guard manager.fileExists(atPath: folder.path) else {
      try manager.moveItem(at: new, to: folder)
      return
    }
    try manager.moveItem(at: folder, to: old)
    do {
      try manager.moveItem(at: new, to: folder)
    } catch {
      try? manager.moveItem(at: old, to: folder)
      throw error
    }
    try? manager.removeItem(at: old)
  }

  private static let names: Set<String> = [
    "index.html", "report.md", "report.tex", "report.json", "claims.csv", "lines.csv", "times.csv",
    "markdown", "latex", "figures",
  ]

  /// Throws unless there is nothing, an empty folder, or a folder with files of a report alone (and
  /// what TeX makes of `report.tex`).
  public static func refuseUnlessReport(_ folder: URL) throws {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path) else {
      return
    }
    guard attributes[.type] as? FileAttributeType == .typeDirectory else {
      throw Refusal(description: "\(folder.relativePath) is a file; name a folder")
    }
    let entries = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let others = entries.filter { entry in
      !names.contains(entry)
        && !["pdf", "aux", "log", "out"].contains { entry == "report.\($0)" }
    }
    if let other = others.min() {
      throw Refusal(
        description: "\(folder.relativePath) holds \(other), which is no part of a report; "
          + "name a new folder")
    }
  }
}

extension RunReport {
  /// The same results as if they had taken no time.
  var withoutTimes: RunReport {
    var run = self
    for index in run.claims.indices {
      run.claims[index].seconds = .nan
      run.claims[index].evidence.monteCarlo?.seconds = nil
    }
    return run
  }
}
