import Foundation
import Notation

/// The question bank: the notes that come with the program.
public struct Bank: Sendable {
  public let notes: [Note]

  /// Why the bank or a selection of it cannot be used.
  public struct Problem: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
  }

  /// Reads all notes below the `notes` folder that is nearest: in the working directory or one
  /// above it, else beside the program.
  public init() throws {
    guard let folder = Bank.folder() else {
      throw Problem(
        description:
          "the folder `notes` with the question bank was not found here or beside the program")
    }
    var notes: [Note] = []
    let documents = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    for document in documents where document != "decisions" {
      let path = folder.appendingPathComponent(document)
      let files = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
      for file in files.sorted() where file.hasSuffix(".md") {
        notes.append(
          try NoteFile.read("notes/\(document)/\(file)", at: path.appendingPathComponent(file)))
      }
    }
    self.notes = notes
  }

  private static func folder() -> URL? {
    var starts = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
    if let program = Bundle.main.executableURL?.resolvingSymlinksInPath() {
      starts.append(program.deletingLastPathComponent())
    }
    for start in starts {
      var directory = start
      while true {
        let candidate = directory.appendingPathComponent("notes")
        let manifest = directory.appendingPathComponent("Package.swift")
        if FileManager.default.fileExists(atPath: candidate.path),
          FileManager.default.fileExists(atPath: manifest.path)
        {
          return candidate
        }
        let parent = directory.deletingLastPathComponent()
        if parent.path == directory.path { break }
        directory = parent
      }
    }
    return nil
  }

  /// The claims that a selection names: `all`, `q5`, `winter2020`, `winter2020/q5`,
  /// `winter2020/q5.6`, or a whole id.
  public func claims(_ selection: String) throws -> [Claim] {
    let all = notes.flatMap(\.claims)
    if selection == "all" { return all }
    let found = all.filter { Bank.matches($0.id, selection) }
    guard found.isEmpty else { return found }
    let near = Set(all.map { $0.id.split(separator: "/").prefix(2).joined(separator: "/") })
      .filter { $0.contains(selection.split(separator: "/").last ?? "") }.sorted()
    throw Problem(
      description: "no claim is called \(selection)"
        + (near.isEmpty
          ? "; `checks list` shows all" : "; did you mean \(near.joined(separator: ", "))?"))
  }

  /// The claim with this id.
  func claim(_ id: String) -> Claim? {
    for note in notes {
      if let claim = note.claims.first(where: { $0.id == id }) { return claim }
    }
    return nil
  }

  private static func matches(_ id: String, _ selection: String) -> Bool {
    let parts = id.split(separator: "/", maxSplits: 2).map(String.init)
    let wanted = selection.split(separator: "/", maxSplits: 2).map(String.init)
    guard parts.count >= 2, let first = wanted.first else { return false }
    // q2 has the parts q2.1, q2a and q2-note, and not q21.
    func question(_ name: String) -> Bool {
      guard parts[1].hasPrefix(name) else { return false }
      guard let next = parts[1].dropFirst(name.count).first else { return true }
      return next == "." || (name.last?.isWholeNumber == true && !next.isWholeNumber)
    }
    if wanted.count == 1 { return first == parts[0] || question(first) }
    guard first == parts[0], question(wanted[1]) else { return false }
    return wanted.count == 2 || id == selection
  }
}

/// Files of claims on disk.
public enum NoteFile {
  /// No file larger than this is read.
  private static let largest = 4 << 20

  /// Reads a note; throws a `ReadingError` with the place for everything that is not one.
  public static func read(_ name: String, at url: URL) throws -> Note {
    let place = Place(file: name, line: 1, column: 1)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path) else {
      throw ReadingError(at: place, "there is no such file")
    }
    if attributes[.type] as? FileAttributeType == .typeDirectory {
      throw ReadingError(at: place, "this is a folder", suggestion: "name the files in it")
    }
    guard let handle = try? FileHandle(forReadingFrom: url),
      let data = try? handle.read(upToCount: largest + 1) ?? Data()
    else { throw ReadingError(at: place, "the file cannot be opened") }
    guard data.count <= largest else {
      throw ReadingError(at: place, "the file is larger than 4 MiB")
    }
    guard let text = String(data: data, encoding: .utf8), !data.contains(0) else {
      throw ReadingError(
        at: place, "this is not a text file in UTF-8",
        suggestion: "Markdown (.md) and LaTeX (.tex) are read")
    }
    return try readNote(text, file: name)
  }
}
