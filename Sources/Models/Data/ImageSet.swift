import CZlib

/// Grey images of one size with labels 0…9.
public struct ImageSet: Sendable {
  public let height: Int
  public let width: Int
  /// The pixels, by rows, one image after another; 0 is background.
  public let pixels: [UInt8]
  public let labels: [UInt8]
  /// Where they come from, for figures and tables.
  public let origin: String

  /// Images whose numbers fit together.
  init(height: Int, width: Int, pixels: [UInt8], labels: [UInt8], origin: String) {
    precondition(pixels.count == labels.count * height * width)
    (self.height, self.width) = (height, width)
    (self.pixels, self.labels, self.origin) = (pixels, labels, origin)
  }

  public var count: Int { labels.count }
  /// The number of pixels of one image.
  public var size: Int { height * width }

  /// The first images.
  public func prefix(_ count: Int) -> ImageSet {
    ImageSet(
      height: height, width: width, pixels: Array(pixels.prefix(count * size)),
      labels: Array(labels.prefix(count)), origin: origin)
  }

  /// Images as columns `[size, N]` of numbers from [0, 1].
  public func columns(_ list: [Int]) -> Tensor<Float> {
    tensor(list) { Float($0) / 255 }
  }

  /// Images as columns of bits: 1 where a pixel is brighter than half.
  public func bits(_ list: [Int]) -> Tensor<Float> {
    tensor(list) { $0 > 127 ? 1 : 0 }
  }

  private func tensor(_ list: [Int], _ value: (UInt8) -> Float) -> Tensor<Float> {
    let table = (0...255).map { value(UInt8($0)) }
    let count = list.count
    var numbers = [Float](repeating: 0, count: size * count)
    for (column, image) in list.enumerated() {
      let start = image * size
      for pixel in 0..<size {
        numbers[pixel * count + column] = table[Int(pixels[start + pixel])]
      }
    }
    return Tensor([size, count], numbers)
  }

  /// A checksum of the images and labels, which tells data sets apart.
  public var checksum: UInt32 { Checksum.crc32(pixels) ^ Checksum.crc32(labels) }
}

/// The CRC-32 of bytes.
enum Checksum {
  static func crc32(_ bytes: [UInt8]) -> UInt32 { crc32(bytes[...]) }

  static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe UInt32(truncatingIfNeeded: CZlib.crc32_z(0, bytes.baseAddress, bytes.count))
    }
  }
}
