import Foundation
import Glibc

/// Files that are there whole or not at all.
enum AtomicFile {
  /// Writes a file beside its place, waits until the disk has it, and puts it there.
  ///
  /// If anything fails, what was at the place before is still there.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let partial = path + ".partial"
    do {
      guard FileManager.default.createFile(atPath: partial, contents: nil),
        let file = FileHandle(forWritingAtPath: partial)
      else {
        throw FileFailure.unwritable(path: path, reason: reason(errno))
      }
      defer { try? file.close() }
      try file.write(contentsOf: Data(bytes))
      try file.synchronize()
      guard unsafe rename(partial, path) == 0 else {
        throw FileFailure.unwritable(path: path, reason: reason(errno))
      }
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error as? FileFailure ?? .unwritable(path: path, reason: Self.reason(error))
    }
  }

  /// Makes a folder, and tries that files can be written into it.
  static func prepare(folder: String) throws {
    try make(folder: URL(fileURLWithPath: folder).path, wanted: folder)
    let trial = URL(fileURLWithPath: folder).appendingPathComponent(".trial").path
    try write([0], to: trial)
    try? FileManager.default.removeItem(atPath: trial)
  }

  /// Makes a folder and those above it, where they are not there.
  private static func make(folder: String, wanted: String) throws {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw FileFailure.unwritable(path: wanted, reason: "\(folder) is a file")
      }
      return
    }
    try make(folder: URL(fileURLWithPath: folder).deletingLastPathComponent().path, wanted: wanted)
    guard unsafe mkdir(folder, 0o777) == 0 else {
      throw FileFailure.unwritable(path: wanted, reason: reason(errno))
    }
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  /// The system's reason below Foundation's error.
  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if let below = error.userInfo[NSUnderlyingErrorKey] as? NSError { return reason(below) }
    if error.domain == NSPOSIXErrorDomain { return reason(Int32(error.code)) }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileWriteOutOfSpace: return reason(ENOSPC)
    case .fileWriteNoPermission: return reason(EACCES)
    case .fileWriteFileExists: return "there is a file of that name"
    default: return error.localizedDescription
    }
  }
}
