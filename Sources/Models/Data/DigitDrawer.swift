import Glibc
import Numeric

/// Draws digits: strokes of a pen, in several styles for each class, bent by random affine maps.
///
/// Not handwriting: these images stand in where no data are given, and every figure says so. Each image
/// is a pure function of the seed and its number.
public enum DigitDrawer {
  typealias Point = SIMD2<Double>

  /// The first `count` drawn images of a seed, 28 × 28, with all classes equally probable.
  public static func draw(_ count: Int, seed: UInt64, threads: Int = 1) -> ImageSet {
    // Each batch of 256 images has a stream of its own, whatever the threads.
    let size = 256
    let batches = (count + size - 1) / size
    let drawn = Batches.values(
      count: batches, seed: seed, firstStream: 1 << 48, threads: threads
    ) { wide -> (pixels: [UInt8], labels: [UInt8]) in
      var stream = RandomStream(seed: seed, stream: wide.stream)
      var (pixels, labels): ([UInt8], [UInt8]) = ([], [])
      for _ in 0..<size {
        let label = stream.integer(in: 0...9)
        labels.append(UInt8(label))
        pixels += image(of: label, &stream)
      }
      return (pixels, labels)
    }
    let parts = drawn ?? []
    return ImageSet(
      height: 28, width: 28, pixels: parts.flatMap(\.pixels), labels: parts.flatMap(\.labels),
      origin: "digits drawn by the program"
    ).prefix(count)
  }

  /// One image: strokes in the square [−1, 1]², y downwards, mapped into 20 × 20 pixels about the centre.
  static func image(of digit: Int, _ stream: inout RandomStream) -> [UInt8] {
    let strokes = DigitStrokes.strokes(of: digit, &stream)
    func vary(_ centre: Double, _ width: Double) -> Double {
      centre + width * (2 * stream.uniform() - 1)
    }
    let (angle, slant) = (vary(0, 0.18), vary(0.08, 0.28))
    let (stretchX, stretchY) = (vary(7.6, 1.5), vary(9.2, 0.9))
    let shift = Point(vary(13.5, 1.2), vary(13.5, 1.2))
    let radius = vary(1.15, 0.45)
    func map(_ p: Point) -> Point {
      let q = Point((p.x - slant * p.y) * stretchX, p.y * stretchY)
      return Point(
        q.x * cos(angle) - q.y * sin(angle) + shift.x,
        q.x * sin(angle) + q.y * cos(angle) + shift.y)
    }
    var image = [UInt8](repeating: 0, count: 28 * 28)
    for stroke in strokes {
      let points = stroke.map(map)
      for (a, b) in zip(points, points.dropFirst()) { draw(a, b, radius, &image) }
    }
    return image
  }

  /// A segment of a round pen: full within its radius less ½, nothing beyond its radius plus ½.
  private static func draw(_ a: Point, _ b: Point, _ radius: Double, _ image: inout [UInt8]) {
    let reach = radius + 0.5
    let low = (max(0, Int(min(a.x, b.x) - reach)), max(0, Int(min(a.y, b.y) - reach)))
    let high = (min(27, Int(max(a.x, b.x) + reach)), min(27, Int(max(a.y, b.y) + reach)))
    guard low.0 <= high.0, low.1 <= high.1 else { return }
    let d = b - a
    let square = max((d * d).sum(), 1e-12)
    for y in low.1...high.1 {
      for x in low.0...high.0 {
        let p = Point(Double(x), Double(y)) - a
        let t = min(1, max(0, (p * d).sum() / square))
        let e = p - t * d
        let ink = min(1, max(0, reach - (e * e).sum().squareRoot()))
        image[28 * y + x] = max(image[28 * y + x], UInt8(255 * ink))
      }
    }
  }
}
