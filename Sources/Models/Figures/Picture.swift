import CPNG

/// An image of red, green and blue bytes.
public struct Picture: Sendable, Hashable {
  public typealias Colour = SIMD3<UInt8>

  public let width: Int
  public let height: Int
  public private(set) var bytes: [UInt8]

  /// A picture of one colour.
  public init(width: Int, height: Int, colour: Colour = Colour(repeating: 255)) {
    (self.width, self.height) = (width, height)
    bytes = (0..<(width * height)).flatMap { _ in [colour.x, colour.y, colour.z] }
  }

  /// The colour of a pixel; outside of the picture nothing is drawn.
  public subscript(_ x: Int, _ y: Int) -> Colour {
    get {
      let i = 3 * (y * width + x)
      return Colour(bytes[i], bytes[i + 1], bytes[i + 2])
    }
    set {
      guard x >= 0, x < width, y >= 0, y < height else { return }
      let i = 3 * (y * width + x)
      (bytes[i], bytes[i + 1], bytes[i + 2]) = (newValue.x, newValue.y, newValue.z)
    }
  }

  /// A rectangle of one colour.
  mutating func fill(_ x: Range<Int>, _ y: Range<Int>, _ colour: Colour) {
    for row in y { for column in x { self[column, row] = colour } }
  }

  /// A grey image, its numbers from [0, 1], with every pixel as a square.
  mutating func draw(_ image: [Float], width: Int, at x: Int, _ y: Int, scale: Int) {
    for (index, value) in image.enumerated() {
      let grey = UInt8(255 * min(1, max(0, value)))
      let (column, row) = (x + index % width * scale, y + index / width * scale)
      fill(column..<(column + scale), row..<(row + scale), Colour(repeating: grey))
    }
  }

  /// A line of text, in letters of 5 × 7 pixels.
  mutating func write(
    _ text: String, at x: Int, _ y: Int, colour: Colour = Colour(repeating: 0)
  ) {
    for (place, character) in text.enumerated() {
      for (column, bits) in Glyphs.columns(of: character).enumerated() {
        for row in 0..<8 where bits >> UInt8(row) & 1 == 1 {
          self[x + 6 * place + column, y + row] = colour
        }
      }
    }
  }

  /// The picture as a PNG file, through libpng's simplified interface.
  public var png: [UInt8]? {
    var image = unsafe png_image()
    unsafe image.version = UInt32(PNG_IMAGE_VERSION)
    unsafe image.width = UInt32(width)
    unsafe image.height = UInt32(height)
    unsafe image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
    // Stored without compression it would need this; compressed it is shorter.
    var size = 4096 + height * (3 * width + 16) * 2
    var file = [UInt8](repeating: 0, count: size)
    let isWritten = unsafe file.withUnsafeMutableBytes { file in
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe png_image_write_to_memory(
          &image, file.baseAddress, &size, 0, bytes.baseAddress, 0, nil)
      }
    }
    unsafe png_image_free(&image)
    guard isWritten != 0 else { return nil }
    return Array(file.prefix(size))
  }
}
