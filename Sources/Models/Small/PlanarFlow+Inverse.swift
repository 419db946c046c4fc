import Glibc

extension PlanarFlow: InvertibleFlow {
  /// The inverse layer by layer: u = x − a·tanh(s + b), with s = wᵀu the solution of s + wᵀa·tanh(s + b) = wᵀx.
  ///
  /// The derivatives are those of one Newton step from the solution, which are those of the implicit function.
  public func inverse(_ x: Variable<Double>, _ p: [Variable<Double>]) -> (
    u: Variable<Double>, logDeterminant: Variable<Double>
  ) {
    var u = x
    var total = x.graph.constant(Tensor([1, x.shape[1]]))
    for layer in stride(from: p.count - 3, through: 0, by: -3) {
      let (w, b) = (p[layer], p[layer + 2])
      let moved = Self.moved(p[layer + 1], along: w)
      let product = (w * moved).sum.reshaped([1])
      let t = w.product(u, transposingSelf: true)
      let start = x.graph.constant(
        Tensor(
          t.shape,
          t.value.elements.map {
            Self.solution(for: $0, product: product.value.elements[0], shift: b.value.elements[0])
          }))
      let error = start + start.addingToRows(b).tanh.scaledRows(by: product) - t
      let slope = (-1 * start.addingToRows(b).tanh.squared + 1).scaledRows(by: product) + 1
      let s = start - error * slope.reciprocal.stopped
      let h = s.addingToRows(b).tanh
      total = total - ((-1 * h.squared + 1).scaledRows(by: product) + 1).logarithm
      u = u - moved.product(h)
    }
    return (u, total.columnSums)
  }

  /// The s with s + c·tanh(s + b) = t, for c > −1, by bisection: it lies within |c| of t.
  private static func solution(for t: Double, product c: Double, shift b: Double) -> Double {
    var (low, high) = (t - abs(c), t + abs(c))
    for _ in 0..<56 {
      let middle = (low + high) / 2
      if middle + c * Glibc.tanh(middle + b) < t { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
