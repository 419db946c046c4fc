import Exact
import Numeric
import Testing

@testable import Models

/// Every primitive's gradient against derivatives that the kernel proves, within rounding.
@Suite("Gradients of tensors against proved derivatives") struct PrimitiveDerivativeTests {
  @Test("in single and double precision", arguments: Primitive.allCases)
  func agrees(_ primitive: Primitive) throws {
    let gradient = try ProvedGradient(primitive, seed: 61)
    #expect(gradient.excess(Float.self) { primitive.apply($0) } <= 1)
    #expect(gradient.excess(Double.self) { primitive.apply($0) } <= 1)
    // A gradient that is off by one in 10⁴, or by one in 10¹², is refused.
    #expect(gradient.excess(Float.self, perturbation: 1e-4) { primitive.apply($0) } > 1)
    #expect(gradient.excess(Double.self, perturbation: 1e-12) { primitive.apply($0) } > 1)
  }

  /// A mistake that a pullback may have, as a program with that gradient.
  private func refuses(
    _ primitive: Primitive, sourceLocation: SourceLocation = #_sourceLocation,
    _ mistaken: ([Variable<Float>]) -> Variable<Float>
  ) throws {
    let gradient = try ProvedGradient(primitive, seed: 62)
    #expect(gradient.excess(Float.self, program: mistaken) > 1, sourceLocation: sourceLocation)
  }

  @Test("wrong gradients are refused") func mistakes() throws {
    try refuses(.mean) { $0[0].sum }
    try refuses(.minus) { $0[0] + $0[1] }
    try refuses(.quotient) { $0[0] / $0[1].stopped }
    try refuses(.tanh) { $0[0].sigmoid }
    try refuses(.leakyReLU) { $0[0].reLU }
    try refuses(.dropout) { x in
      var stream = Primitive.dropoutStream
      return x[0] * x[0].graph.constant(.bernoulli(0.75, x[0].shape, from: &stream))
    }
    try refuses(.linear) { $0[0].linear(weight: $0[1], bias: $0[2].stopped) }
    try refuses(.product(left: false, right: false)) { $0[0].product($0[1].stopped) }
    try refuses(.convolution(stride: 2, padding: 1)) {
      $0[0].stopped.convolution(weight: $0[1], bias: $0[2], stride: 2, padding: 1)
    }
    // The gradient of the masked weights is not masked.
    try refuses(.maskedConvolution) { x in
      let mask = Tensor<Float>([2, 1, 3, 3], (Primitive.mask + Primitive.mask).map { Float($0) })
      let masked = x[1].graph.result(x[1].value.map(mask) { $0 * $1 }, of: [x[1]]) { [$0] }
      return x[0].convolution(weight: masked, bias: x[2], padding: 1)
    }
    // The mean over a square in place of its sum.
    try refuses(.upsample) { 0.25 * $0[0].upsampled(2) }
    // The norm as a constant.
    try refuses(.normalisedColumns) {
      $0[0].scaledColumns(by: $0[0].squared.columnSums.squareRoot.reciprocal.stopped)
    }
    try refuses(.binaryCrossEntropy) { $0[0].softplus.sum }
    try refuses(.gaussianDivergence) {
      0.5 * ($0[0].squared + $0[1].exponential).sum
    }
    try refuses(.logDensityGaussian) {
      -0.5 * (($0[0] - $0[1]).squared * (-$0[2]).exponential).columnSums
    }
  }
}
