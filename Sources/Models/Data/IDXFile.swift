import CZlib
import Foundation

/// What is wrong with files that training reads or writes.
public enum FileFailure: Error, CustomStringConvertible, Equatable {
  /// A file that cannot be read, or does not hold what it should.
  case unreadable(path: String, reason: String)
  /// A file or folder that cannot be written.
  case unwritable(path: String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}

/// An array of bytes in the IDX format of the MNIST files, plain or compressed with gzip.
///
/// Two zeros, the type (8 for bytes), the number of axes, their lengths as big-endian 32-bit numbers, the
/// bytes. Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
struct IDXFile {
  let shape: [Int]
  let bytes: [UInt8]

  /// Reads a file that has to have a number of axes.
  init(path: String, axes: Int) throws {
    func refuse(_ reason: String) -> FileFailure { .unreadable(path: path, reason: reason) }
    let content = try Self.content(path)
    guard content.count >= 4 else {
      throw refuse("an IDX file begins with four bytes; this has \(content.count)")
    }
    guard content[0] == 0, content[1] == 0, content[2] == 8, content[3] == UInt8(axes) else {
      let magic = content.prefix(4).map { String(format: "%02x", $0) }.joined(separator: " ")
      throw refuse(
        "an IDX file of bytes with \(axes) axes begins with 00 00 08 0\(axes), not \(magic)")
    }
    let header = 4 + 4 * axes
    guard content.count >= header else { throw refuse("cut short in its header") }
    shape = (0..<axes).map { axis in
      content[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    // Products of four 32-bit lengths overflow; a file that is really so long does not fit anyway.
    var expected = 1
    for length in shape {
      let (product, overflow) = expected.multipliedReportingOverflow(by: length)
      guard !overflow, product < 1 << 40 else { throw refuse("the lengths \(shape) are too large") }
      expected = product
    }
    let found = content.count - header
    guard found == expected else {
      throw refuse(
        "\(shape.map(String.init).joined(separator: " × ")) bytes are announced, and \(found) are there"
          + (found < expected ? ": cut short" : ""))
    }
    bytes = Array(content[header...])
  }

  /// All bytes of a file, uncompressed.
  private static func content(_ path: String) throws -> [UInt8] {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileFailure.unreadable(path: path, reason: "there is no such file")
    }
    guard !isFolder.boolValue, let file = unsafe gzopen(path, "rb") else {
      throw FileFailure.unreadable(path: path, reason: "it cannot be opened")
    }
    defer { unsafe gzclose(file) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe gzread(file, $0.baseAddress, UInt32($0.count))
      }
      var status: Int32 = 0
      _ = unsafe gzerror(file, &status)
      // A compressed file that ends too early gives Z_BUF_ERROR with the last bytes.
      guard count >= 0, status == Z_OK || status == Z_STREAM_END else {
        let reason =
          status == Z_BUF_ERROR
          ? "the compressed file is cut short" : "the compressed file is damaged"
        throw FileFailure.unreadable(path: path, reason: reason)
      }
      if count == 0 { return content }
      content += chunk.prefix(Int(count))
    }
  }
}
