import Foundation
import Numeric
import Testing

@testable import Models

@Suite("Gradients of tensors against differences") struct TensorGradientTests {
  @Test("arithmetic") func arithmetic() {
    checkGradient([[3, 5], [3, 5]]) { weighted($0[0] + $0[1] * $0[0]) }
    checkGradient([[3, 5], [3, 5]]) { weighted($0[0] - 2.5 * $0[1]) }
    checkGradient([[3, 5], [3, 5]], positive: true) { weighted($0[0] / $0[1]) }
    checkGradient([[4, 3]]) { $0[0].squared.mean + weighted($0[0].columnSums) }
    checkGradient([[4, 3], [4], [3]]) {
      weighted($0[0].scaledRows(by: $0[1]).scaledColumns(by: $0[2]))
    }
    checkGradient([[4, 3], [4], [3]]) {
      weighted($0[0].addingToRows($0[1]).addingToColumns($0[2]).squared)
    }
    checkGradient([[4, 3]]) { x in
      weighted(.stacked([x[0].rows(2..<4), x[0].rows(0..<1)]).reshaped([9]).squared)
    }
  }

  @Test("functions") func functions() {
    checkGradient([[40]]) { weighted($0[0].exponential) }
    checkGradient([[40]], positive: true) { weighted($0[0].logarithm) }
    checkGradient([[40]], positive: true) { weighted($0[0].squareRoot) }
    checkGradient([[40]], positive: true) { weighted($0[0].reciprocal) }
    checkGradient([[40]]) { weighted($0[0].tanh) }
    checkGradient([[40]]) { weighted($0[0].sigmoid) }
    checkGradient([[40]]) { weighted($0[0].softplus) }
    checkGradient([[6, 7]]) { weighted($0[0].logSumExp) }
    checkGradient([[3, 5]]) { weighted($0[0].normalisedColumns) }
    // Away from the kink both sides of which are linear.
    checkGradient([[40]], step: 1e-4) { weighted(($0[0].squared + 0.5).leakyReLU(slope: 0.2)) }
    checkGradient([[40]], step: 1e-4) { weighted((-$0[0].squared - 0.5).leakyReLU(slope: 0.2)) }
  }

  @Test("products", arguments: [false, true], [false, true])
  func products(left: Bool, right: Bool) {
    checkGradient([left ? [4, 3] : [3, 4], right ? [5, 4] : [4, 5]]) {
      weighted($0[0].product($0[1], transposingSelf: left, transposingOther: right).squared)
    }
    checkGradient([[5, 4], [6, 5], [6]]) {
      weighted($0[0].linear(weight: $0[1], bias: $0[2]).tanh)
    }
  }

  @Test("convolutions", arguments: [1, 2], [0, 1]) func convolutions(stride: Int, padding: Int) {
    checkGradient([[2, 7, 5, 3], [4, 2, 3, 3], [4]]) {
      weighted(
        $0[0].convolution(weight: $0[1], bias: $0[2], stride: stride, padding: padding).tanh)
    }
    checkGradient([[2, 5, 6, 2], [3, 2, 3, 3], [3]]) {
      weighted(
        $0[0].convolution(
          weight: $0[1], bias: $0[2], stride: stride, padding: padding,
          mask: [1, 1, 1, 1, 0, 0, 0, 0, 0]
        ).tanh)
    }
  }

  @Test("pooling and upsampling") func images() {
    checkGradient([[2, 5, 4, 19]], step: 1e-6) { weighted($0[0].maxPool(2)) }
    checkGradient([[2, 3, 4, 5]]) { weighted($0[0].upsampled(2).squared) }
  }

  @Test("losses") func losses() {
    checkGradient([[3, 9]]) {
      $0[0].binaryCrossEntropy(
        targets: Tensor([3, 9], (0..<27).map { $0 % 3 == 0 ? 1 : 0.25 }))
    }
    checkGradient([[3, 9], [3, 9]]) { .gaussianDivergence(mean: $0[0], logVariance: $0[1]) }
    checkGradient([[3, 9], [3, 9], [3, 9]]) {
      weighted(.logDensityGaussian($0[0], mean: $0[1], logVariance: $0[2]))
    }
  }

  @Test("a network, dropout included") func network() {
    var stream = WideStream(seed: 3)
    let layers: [Layer] = [
      .convolution(inputs: 1, outputs: 3, kernel: 3, padding: 1), .tanh, .dropout(0.25),
      .upsample(2), .flatten, .linear(inputs: 192, outputs: 4), .sigmoid,
    ]
    let network = Network<Double>(layers, from: &stream)
    let start = stream
    checkGradient([[1, 4, 4, 2]] + network.parameters.map(\.shape)) { x in
      var stream = start
      return weighted(network(x[0], Array(x.dropFirst()), dropout: &stream))
    }
  }

  @Test("a stopped variable has no gradient, and its users keep theirs") func stopped() {
    let graph = Graph<Double>()
    let x = graph.variable(Tensor([2], [3, 4]))
    let g = graph.gradient(of: (x * x.stopped).sum, for: [x])
    #expect(g[0].elements == [3, 4])
  }
}

@Suite("Tensors") struct TensorTests {
  @Test("cross-correlation against its definition") func convolution() {
    var stream = WideStream(seed: 5)
    for (stride, padding, kernel) in [
      (1, 0, 3), (1, 1, 3), (2, 1, 3), (3, 2, 2), (1, 2, 1), (2, 3, 5),
    ] {
      let x = Tensor<Double>.gaussian([2, 6, 7, 3], from: &stream)
      let w = Tensor<Double>.gaussian([3, 2, kernel, kernel], from: &stream)
      let b = Tensor<Double>.gaussian([3], from: &stream)
      let graph = Graph<Double>()
      let y = graph.constant(x).convolution(
        weight: graph.constant(w), bias: graph.constant(b), stride: stride, padding: padding
      ).value
      for (o, i, j, n) in [(0, 0, 0, 0), (2, 1, 1, 2), (1, y.shape[1] - 1, y.shape[2] - 1, 1)] {
        var sum = b[o]
        for c in 0..<2 {
          for k in 0..<kernel {
            for l in 0..<kernel {
              let (row, column) = (i * stride + k - padding, j * stride + l - padding)
              guard (0..<6).contains(row), (0..<7).contains(column) else { continue }
              sum += w[o, c, k, l] * x[c, row, column, n]
            }
          }
        }
        // At most 51 products of normals, each sum off by 51u times the sum of sizes.
        #expect(abs(sum - y[o, i, j, n]) < 51 * 0x1p-52 * 200)
      }
    }
  }

  @Test("the first of equal numbers gets the gradient of a maximum") func ties() {
    let graph = Graph<Double>()
    let x = graph.variable(Tensor([1, 2, 2, 2], [1, 1, 1, 2, 1, 3, 1, 3]))
    let y = x.maxPool(2)
    #expect(y.value.elements == [1, 3])
    #expect(graph.gradient(of: y.sum, for: [x])[0].elements == [1, 0, 0, 0, 0, 1, 0, 0])
  }

  @Test("the same bits for one, two and three threads") func threads() {
    var stream = WideStream(seed: 6)
    let a = Tensor<Float>.gaussian([300, 517], from: &stream)
    let b = Tensor<Float>.gaussian([517, 211], from: &stream)
    let products = [1, 2, 3].map { threads -> [Float] in
      let graph = Graph<Float>(threads: threads)
      return graph.constant(a).product(graph.constant(b)).value.elements
    }
    #expect(products[0] == products[1] && products[1] == products[2])
    let gradient = Tensor<Float>.gaussian([100_003], from: &stream)
    let states = [1, 2].map { threads -> Tensor<Float> in
      var x = [gradient]
      var adam = Adam(for: x)
      for _ in 0..<3 { adam.update(&x, gradients: [gradient], threads: threads) }
      return x[0]
    }
    #expect(states[0] == states[1])
  }

  @Test("Kaiming's bounds and moments") func initialisation() {
    var stream = WideStream(seed: 7)
    let network = GenerativeAdversarialNetwork(latents: 64, seed: 7)
    let bounds = network.discriminator.parameters + network.generator.parameters
    let expected = [0.81650, 0.57735, 0.40825, 0.17321, 0.30619, 0.14434, 0.20412, 0.28868]
    for (index, bound) in expected.enumerated() {
      let weights = bounds[2 * index].elements.map { Double($0) }
      let largest = weights.map(abs).max() ?? 0
      #expect(largest <= bound + 1e-5 && largest > 0.8 * bound)
      #expect(bounds[2 * index + 1].elements.allSatisfy { $0 == 0 })
    }
    let layer = Network<Float>([.linear(inputs: 600, outputs: 500)], from: &stream)
    let weights = layer.parameters[0].elements.map { Double($0) }
    let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
    // Var w² = (4/45)b⁴, so six standard errors of the mean of w² are 6·√(4/45)·b²/√n; b² = 6/600.
    let error = 6 * (4.0 / 45).squareRoot() * 0.01 / Double(weights.count).squareRoot()
    #expect(abs(variance - 2.0 / 600) < error)
  }

  @Test("Adam's first steps by hand") func adam() {
    var x = [Tensor<Double>([1], [1])]
    var adam = Adam(for: x, rate: 0.1)
    adam.update(&x, gradients: [Tensor([1], [2])])
    // The first step is the rate, whatever the gradient: 0.1·2/(2 + 1e-8).
    #expect(abs(x[0].elements[0] - (1 - 0.1 * 2 / (2 + 1e-8))) < 1e-15)
    adam.update(&x, gradients: [Tensor([1], [-1])])
    let m = (0.9 * 0.2 - 0.1) / (1 - 0.81)
    let v = (0.999 * 0.004 + 0.001) / (1 - 0.999 * 0.999)
    #expect(
      abs(x[0].elements[0] - (1 - 0.1 * 2 / (2 + 1e-8) - 0.1 * m / (v.squareRoot() + 1e-8))) < 1e-14
    )
  }

  @Test("extragradient converges in a bilinear game where descent does not") func extragradient() {
    func field(_ x: [Tensor<Double>]) -> [Tensor<Double>] {
      [Tensor([1], [x[1].elements[0]]), Tensor([1], [-x[0].elements[0]])]
    }
    let method = GradientDescent(rate: 0.5)
    var (ahead, plain) = (
      [Tensor<Double>([1], [1]), Tensor([1], [0])], [Tensor<Double>([1], [1]), Tensor([1], [0])]
    )
    for _ in 0..<40 {
      method.extragradient(&ahead, field: field)
      method.update(&plain, gradients: field(plain))
    }
    func square(_ x: [Tensor<Double>]) -> Double {
      x.reduce(0) { $0 + $1.elements[0] * $1.elements[0] }
    }
    // Per step the square of the radius is multiplied by 1 − η² + η⁴ and by 1 + η², exactly.
    #expect(abs(square(ahead) / pow(1 - 0.25 + 0.0625, 40) - 1) < 1e-12)
    #expect(abs(square(plain) / pow(1.25, 40) - 1) < 1e-12)
  }
}
