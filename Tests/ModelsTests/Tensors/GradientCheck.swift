import Numeric
import Testing

@testable import Models

/// The derivative along a direction by central differences, with a bound of its error.
///
/// With D(h) = (f(x + hv) − f(x − hv))/2h, D(h) = f′ + ch² + O(h⁴), so D(h/2) is off by a third of
/// D(h) − D(h/2), taken fourfold here; rounding adds ε·max|f|/h, where ε bounds the relative error of f.
func directionalDifference(
  _ f: ([Tensor<Double>]) -> Double, at x: [Tensor<Double>], along v: [Tensor<Double>],
  step h: Double, rounding: Double = 0x1p-44
) -> (value: Double, error: Double) {
  func shifted(_ t: Double) -> Double {
    f(zip(x, v).map { x, v in x.map(v) { $0 + $1 * t } })
  }
  let (a, b, c, d) = (shifted(h), shifted(-h), shifted(h / 2), shifted(-h / 2))
  let (coarse, fine) = ((a - b) / (2 * h), (c - d) / h)
  let size = max(abs(a), abs(b), abs(c), abs(d), 1)
  return (fine, 4.0 / 3 * abs(coarse - fine) + 2 * rounding * size / h)
}

/// Compares the gradient of a scalar function of tensors with differences in five random directions,
/// and sees that a gradient off by a thousandth is noticed.
func checkGradient(
  _ shapes: [[Int]], seed: UInt64 = 1, positive: Bool = false, step: Double = 1e-3,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ f: @escaping ([Variable<Double>]) -> Variable<Double>
) {
  var stream = WideStream(seed: seed)
  let x = shapes.map { shape -> Tensor<Double> in
    positive ? .uniform(shape, 0.5, 2, from: &stream) : .gaussian(shape, from: &stream)
  }
  let graph = Graph<Double>()
  let variables = graph.variables(x)
  let gradients = graph.gradient(of: f(variables), for: variables)
  func value(_ x: [Tensor<Double>]) -> Double {
    let graph = Graph<Double>()
    return f(graph.variables(x)).value.scalar
  }
  var worst = 0.0
  for _ in 0..<5 {
    let v = shapes.map { Tensor<Double>.gaussian($0, from: &stream) }
    var measured = 0.0
    for (gradient, direction) in zip(gradients, v) {
      for (g, d) in zip(gradient.elements, direction.elements) { measured += g * d }
    }
    let difference = directionalDifference(value, at: x, along: v, step: step)
    #expect(
      abs(measured - difference.value) <= difference.error,
      "\(measured) against \(difference)", sourceLocation: sourceLocation)
    worst = max(worst, abs(measured) * 1e-3 - difference.error)
  }
  #expect(
    worst > 0, "the differences are too coarse to notice 0.1 %", sourceLocation: sourceLocation)
}

/// Σ c·x with fixed unequal numbers c, so that no adjoint is uniform.
func weighted(_ x: Variable<Double>) -> Variable<Double> {
  let c = (0..<x.value.count).map { (place: Int) -> Double in
    Double((place * 7 + 3) % 11) / 11 - 0.4
  }
  return (x * x.graph.constant(Tensor(x.shape, c))).sum
}
