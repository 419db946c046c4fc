import Glibc
import Numeric

/// The strokes of the ten digits in the square [−1, 1]², y downwards.
enum DigitStrokes {
  typealias Point = DigitDrawer.Point

  /// The strokes of a digit in a random style, each a chain of short segments.
  static func strokes(of digit: Int, _ stream: inout RandomStream) -> [[Point]] {
    func flip() -> Bool { stream.uniform() < 0.5 }
    func vary(_ centre: Double, _ width: Double = 0.1) -> Double {
      centre + width * (2 * stream.uniform() - 1)
    }
    switch digit {
    case 0:
      let width = vary(0.7, 0.2)
      return [arc(0, 0, width, 1, -90, vary(270, 10))]
    case 1:
      let stem = [Point(vary(0.1), -1), Point(vary(0), 1)]
      switch stream.integer(in: 0...2) {
      case 0: return [stem]
      case 1: return [stem, [stem[0], Point(stem[0].x - vary(0.4), vary(-0.6))]]
      default:
        let base = vary(0.45)
        return [
          stem, [stem[0], Point(stem[0].x - vary(0.4), vary(-0.6))],
          [Point(stem[1].x - base, 1), Point(stem[1].x + base, 1)],
        ]
      }
    case 2:
      let top = arc(0, vary(-0.45), vary(0.65), 0.55, vary(190, 15), 380)
      let corner = Point(vary(-0.7), vary(0.95, 0.05))
      let end = top[top.count - 1]
      let knee = Point(vary(0.1), vary(0.3))
      let tail = [Point(vary(0.75), vary(0.95, 0.06))]
      return flip()
        ? [top + curve(end, knee, corner) + tail]
        : [top + curve(end, knee, corner) + loop(corner) + tail]
    case 3:
      let upper =
        flip()
        ? arc(-0.05, -0.5, vary(0.6), 0.5, vary(200, 20), 450)
        : [Point(vary(-0.6), -1), Point(vary(0.6), -1), Point(vary(-0.1), vary(-0.15))]
      let lower = arc(-0.05, 0.45, vary(0.7), vary(0.55, 0.05), -90, vary(150, 20))
      return [upper + lower]
    case 4:
      let bar = vary(0.3, 0.12)
      let cross = [Point(vary(-0.75), bar), Point(vary(0.75), bar)]
      let stemX = vary(0.35)
      if flip() {
        return [
          [Point(vary(-0.5), -1), cross[0], cross[1]],
          [Point(stemX, vary(-0.5, 0.4)), Point(vary(0.25), 1)],
        ]
      }
      return [[Point(stemX, -1), cross[0], cross[1]], [Point(stemX, -1), Point(stemX, 1)]]
    case 5:
      let neck = Point(vary(-0.5), vary(-0.15))
      let belly = arc(-0.1, 0.4, vary(0.72), vary(0.58, 0.05), vary(230, 8), 500)
      let top = Point(vary(-0.45), -1)
      return [[Point(vary(0.6), vary(-1, 0.06)), top, neck] + belly]
    case 6:
      let ring = arc(0, 0.45, vary(0.6), vary(0.52, 0.05), 200, 560)
      return [curve(Point(vary(0.45), -1), Point(vary(-0.65), vary(-0.5)), ring[0]) + ring]
    case 7:
      let corner = Point(vary(0.65), vary(-0.95, 0.06))
      var strokes = [
        [Point(vary(-0.65), vary(-0.95, 0.06)), corner]
          + curve(corner, Point(vary(0.1), vary(0)), Point(vary(-0.2), 1))
      ]
      if flip() { strokes.append([Point(vary(-0.35), vary(0)), Point(vary(0.5), vary(0))]) }
      return strokes
    case 8:
      let waist = vary(-0.08, 0.08)
      let (upper, lower) = ((waist + 1) / 2, (1 - waist) / 2)
      return [
        arc(0, waist - upper, vary(0.52), upper, 90, 450)
          + arc(0, waist + lower, vary(0.62), lower, -90, 270)
      ]
    default:
      let ring = arc(0, vary(-0.45), vary(0.58), vary(0.52, 0.05), 0, -360)
      let start = ring[ring.count - 1]
      return flip()
        ? [ring + [Point(vary(0.35), 1)]]
        : [ring + curve(start, Point(vary(0.65), vary(0.9)), Point(vary(-0.4), vary(0.95, 0.05)))]
    }
  }

  /// An arc of an ellipse between two angles in degrees, clockwise from the right.
  private static func arc(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ from: Double, _ to: Double
  ) -> [Point] {
    let count = max(2, Int(abs(to - from) / 18))
    return (0...count).map { step in
      let angle = (from + (to - from) * Double(step) / Double(count)) * Double.pi / 180
      return Point(x + width * cos(angle), y + height * sin(angle))
    }
  }

  /// The parabola from a to c that b draws to itself (a quadratic Bézier curve).
  private static func curve(_ a: Point, _ b: Point, _ c: Point) -> [Point] {
    (1...8).map { step in
      let t = Double(step) / 8
      return (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c
    }
  }

  /// A small loop at a corner.
  private static func loop(_ p: Point) -> [Point] {
    arc(p.x, p.y - 0.14, 0.2, 0.14, 90, 390)
  }
}
