import Glibc
import Numeric

/// The contrastive loss of perfectly aligned, uniform points on the sphere S^{d−1}, at temperature 1.
///
///     L = −(1/N)Σ zᵢ·yᵢ + (1/N)Σᵢ log (1/M)Σⱼ e^{zᵢ·yⱼ} + log M,  yᵢ = zᵢ for i ≤ N ≤ M.
///
/// Source: T. Wang, P. Isola, Understanding contrastive representation learning through alignment and
/// uniformity on the hypersphere, ICML 2020, arXiv:2005.10242.
public struct ContrastiveLoss: Sendable {
  /// (1/N)Σ zᵢ·yᵢ.
  public let alignment: Double
  /// (1/N)Σᵢ log (1/M)Σⱼ e^{zᵢ·yⱼ}.
  public let uniformity: Double
  /// −(1/N)Σᵢ log(e^{zᵢ·yᵢ}/Σⱼ e^{zᵢ·yⱼ}), computed without the other two.
  public let loss: Double

  /// N anchors among M points that are uniform on the sphere.
  public init(dimension: Int, anchors: Int, candidates: Int, seed: UInt64) {
    precondition(anchors <= candidates && anchors > 0)
    var stream = WideStream(seed: seed, stream: UInt64(candidates))
    let points = stream.pointsOnSphere(dimension: dimension, count: candidates)
    func point(_ index: Int) -> ArraySlice<Double> {
      points[(dimension * index)..<(dimension * (index + 1))]
    }
    func product(_ i: Int, _ j: Int) -> Double {
      zip(point(i), point(j)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var (align, uniform, loss) = (0.0, 0.0, 0.0)
    for i in 0..<anchors {
      let positive = product(i, i)
      let total = (0..<candidates).reduce(0) { $0 + Glibc.exp(product(i, $1)) }
      align += positive
      uniform += Glibc.log(total / Double(candidates))
      loss -= Glibc.log(Glibc.exp(positive) / total)
    }
    let n = Double(anchors)
    (alignment, uniformity, self.loss) = (align / n, uniform / n, loss / n)
  }

  /// log 𝔼 e^{z·y} for y uniform on the circle, by the trapezoidal rule over a period.
  public static var uniformityOnCircle: Double {
    let count = 64
    let sum = (0..<count).reduce(0) {
      $0 + Glibc.exp(Glibc.cos(2 * Double.pi * Double($1) / Double(count)))
    }
    return Glibc.log(sum / Double(count))
  }
}
