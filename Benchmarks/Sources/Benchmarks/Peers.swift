import Foundation

/// The programs that a user would take instead, run by Python on the same work.
struct Peers {
  enum Result: Comparable {
    case seconds(Double)
    case skipped(String)
  }

  /// The interpreter: the environment's `PYTHON`, else `python3`.
  private let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"

  private var script: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Peers/peers.py").path
  }

  /// Which peers there are.
  var notice: String { "Peers: " + (run(["installed"]) ?? "none, there is no \(python)") + "\n" }

  /// The time that the script prints for one piece of work.
  func seconds(_ name: String, _ arguments: String...) -> Result {
    guard let line = run([name] + arguments) else { return .skipped("it did not finish") }
    guard let seconds = Double(line) else { return .skipped(line) }
    return .seconds(seconds)
  }

  private func run(_ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, script] + arguments
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
