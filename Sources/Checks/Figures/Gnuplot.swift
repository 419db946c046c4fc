import Foundation

/// The program gnuplot, where it is installed.
struct Gnuplot: Sendable {
  private let program: URL

  /// Why a figure could not be drawn.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// `nil` when no folder of PATH has it.
  init?(path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") {
    let folders = path.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    let programs = folders.map { $0.appendingPathComponent("gnuplot") }
    guard
      let program = programs.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { return nil }
    self.program = program
  }

  /// The pictures of a figure; throws with the first line that gnuplot says when it fails.
  func draw(_ figure: Figure) throws -> (svg: Data, png: Data) {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appendingPathComponent("figure-\(UUID().uuidString)")
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: folder) }
    let script = folder.appendingPathComponent("\(figure.name).gp")
    try Data(figure.script.utf8).write(to: script)
    let process = Process()
    process.executableURL = program
    process.arguments = [script.lastPathComponent]
    process.currentDirectoryURL = folder
    process.environment = ["LC_ALL": "C.UTF-8", "HOME": folder.path, "PATH": "/usr/bin:/bin"]
    let diagnostics = Pipe()
    process.standardError = diagnostics
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = String(
      decoding: diagnostics.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let svg = try? Data(contentsOf: folder.appendingPathComponent("\(figure.name).svg"))
    let png = try? Data(contentsOf: folder.appendingPathComponent("\(figure.name).png"))
    guard process.terminationStatus == 0, let svg, let png, !svg.isEmpty, !png.isEmpty else {
      let line = said.split(whereSeparator: \.isNewline).first {
        !$0.allSatisfy { " ^".contains($0) }
      }
      throw Failure(description: "gnuplot draws no \(figure.name): \(line ?? "it says nothing")")
    }
    // Where the font is missing, another one without serifs.
    let text = String(decoding: svg, as: UTF8.self).replacing(
      "font-family=\"Liberation Sans\"", with: "font-family=\"Liberation Sans, Arial, sans-serif\"")
    return (Data(text.utf8), png)
  }
}
