import Foundation
import Numeric
import Testing

@testable import Models

/// A folder of its own that is removed afterwards.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

@Suite("Images") struct DataTests {
  private func idx(_ shape: [Int], _ bytes: [UInt8], magic: [UInt8]? = nil) -> [UInt8] {
    let lengths = shape.flatMap { length in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
    }
    return (magic ?? [0, 0, 8, UInt8(shape.count)]) + lengths + bytes
  }

  private func write(_ bytes: [UInt8], _ name: String, in folder: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: folder).appendingPathComponent(name))
  }

  private let pixels = (0..<(2 * 784)).map { UInt8($0 % 251) }

  /// What reading says when the two files hold these bytes.
  private func message(_ images: [UInt8], _ labels: [UInt8]) throws -> String {
    try withFolder { folder in
      try write(images, "train-images-idx3-ubyte", in: folder)
      try write(labels, "train-labels-idx1-ubyte", in: folder)
      do {
        _ = try ImageSet(folder: folder)
        return "read"
      } catch let failure as FileFailure {
        return "\(failure)".replacingOccurrences(of: folder, with: "DIR")
      }
    }
  }

  @Test("plain and compressed files give the same images") func read() throws {
    try withFolder { folder in
      try write(idx([2, 28, 28], pixels), "train-images-idx3-ubyte", in: folder)
      try write(idx([2], [3, 9]), "train-labels.idx1-ubyte", in: folder)
      let plain = try ImageSet(folder: folder)
      #expect(plain.pixels == pixels && plain.labels == [3, 9] && plain.count == 2)
      let gzip = Process()
      gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      gzip.arguments = ["gzip", folder + "/train-images-idx3-ubyte"]
      try gzip.run()
      gzip.waitUntilExit()
      let packed = try ImageSet(folder: folder)
      #expect(packed.pixels == plain.pixels && packed.checksum == plain.checksum)
      // Cut short, the compressed file is refused, and not read as far as it goes.
      let path = folder + "/train-images-idx3-ubyte.gz"
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      try write(whole.dropLast(40), "train-images-idx3-ubyte.gz", in: folder)
      #expect(
        throws: FileFailure.unreadable(path: path, reason: "the compressed file is cut short")
      ) {
        _ = try ImageSet(folder: folder)
      }
    }
  }

  @Test("what is wrong with files is said") func refusals() throws {
    let (images, labels) = (idx([2, 28, 28], pixels), idx([2], [3, 9]))
    let name = "DIR/train-images-idx3-ubyte: "
    #expect(try message(images, labels) == "read")
    #expect(
      try message(images.dropLast(), labels)
        == name + "2 × 28 × 28 bytes are announced, and 1567 are there: cut short")
    #expect(
      try message(images + [0], labels)
        == name + "2 × 28 × 28 bytes are announced, and 1569 are there")
    #expect(
      try message(labels, labels)
        == name + "an IDX file of bytes with 3 axes begins with 00 00 08 03, not 00 00 08 01")
    #expect(try message([0, 0], labels) == name + "an IDX file begins with four bytes; this has 2")
    #expect(try message([0, 0, 8, 3, 0], labels) == name + "cut short in its header")
    #expect(
      try message(idx([2, 28, 14], Array(pixels.prefix(784))), labels)
        == name + "images are 28 × 28, not 28 × 14")
    #expect(try message(idx([0, 28, 28], []), idx([0], [])) == name + "it holds no image")
    #expect(
      try message(idx([1 << 31, 1 << 31, 1 << 31], []), labels)
        .hasSuffix("are too large"))
    #expect(
      try message(images, idx([3], [1, 2, 3]))
        == "DIR/train-labels-idx1-ubyte: 3 labels for 2 images")
    #expect(
      try message(images, idx([2], [1, 10]))
        == "DIR/train-labels-idx1-ubyte: label 2 is 10, not one of 0 to 9")
    try withFolder { folder in
      #expect(throws: FileFailure.self) { _ = try ImageSet(folder: folder) }
      #expect(throws: FileFailure.self) { _ = try ImageSet(folder: folder + "/none") }
    }
  }

  @Test("drawn digits depend on the seed alone, and classes can be told apart") func drawn() {
    let one = DigitDrawer.draw(700, seed: 1, threads: 1)
    #expect(one.pixels == DigitDrawer.draw(700, seed: 1, threads: 2).pixels)
    #expect(one.pixels == DigitDrawer.draw(900, seed: 1).prefix(700).pixels)
    #expect(one.pixels != DigitDrawer.draw(700, seed: 2).pixels)
    #expect(one.count == 700 && Set(one.labels).count == 10)
    // The nearest of the first 600 images has the right label far more often than one in ten times.
    let graph = Graph<Float>()
    let x = graph.constant(one.columns(Array(0..<700)))
    let products = x.product(x, transposingSelf: true).value
    var hits = 0
    for test in 600..<700 {
      let distances = (0..<600).map { products[$0, $0] - 2 * products[$0, test] }
      let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      if one.labels[nearest] == one.labels[test] { hits += 1 }
    }
    #expect(hits > 70, "\(hits)")
  }

  @Test("a picture as PNG") func png() throws {
    var picture = Picture(width: 40, height: 20)
    picture.write("A1", at: 2, 2)
    let png = try #require(picture.png)
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]) && png.count < 1000)
    #expect(picture[2, 2] != picture[4, 2] || picture[3, 3] != picture[4, 2])
  }
}
