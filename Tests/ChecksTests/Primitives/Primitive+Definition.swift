import Exact
import Kernel
import Numeric

@testable import Models

extension Primitive {
  /// Its definition, entry by entry; where it is piecewise, the piece of a neighbourhood of a point.
  func definition(_ x: [SymbolicTensor], near point: [[Rational]]) throws -> SymbolicTensor {
    let a = x[0]
    func number(_ value: Double) -> Term { .real(Rational(Int(value * 1024), 1024)) }
    func ratio(_ p: Int, _ q: Int) -> Term { .real(Rational(p, q)) }
    switch self {
    case .plus: return try a.map(x[1]) { try $0 + $1 }
    case .minus: return try a.map(x[1]) { try $0 - $1 }
    case .times: return try a.map(x[1]) { try $0 * $1 }
    case .quotient: return try a.map(x[1]) { try $0 / $1 }
    case .scaled: return try a.map { try ratio(5, 2) * $0 }
    case .shifted: return try a.map { try $0 + ratio(5, 2) }
    case .negated: return try a.map { try -$0 }
    case .reshaped: return a.reshaped([2, 6])
    case .rows: return SymbolicTensor([2, 3]) { a[$0[0] + 1, $0[1]] }
    case .stacked: return SymbolicTensor([5, 3]) { $0[0] < 4 ? a[$0] : a[1, $0[1]] }
    case .sum: return SymbolicTensor([], [try .total(a.elements)])
    case .mean: return SymbolicTensor([], [try ratio(1, 12) * .total(a.elements)])
    case .columnSums: return try SymbolicTensor([3]) { n in try column(a, n[0]) { $0 } }
    case .scaledRows: return try SymbolicTensor(a.shape) { try a[$0] * x[1][$0[0]] }
    case .scaledColumns: return try SymbolicTensor(a.shape) { try a[$0] * x[1][$0[1]] }
    case .addedToRows: return try SymbolicTensor(a.shape) { try a[$0] + x[1][$0[0]] }
    case .addedToColumns: return try SymbolicTensor(a.shape) { try a[$0] + x[1][$0[1]] }
    case .exponential: return try a.map { try .exp($0) }
    case .logarithm: return try a.map { try .log($0) }
    case .squared: return try a.map { try $0.power(2) }
    case .squareRoot: return try a.map { try .squareRoot($0) }
    case .reciprocal: return try a.map { try Term.one / $0 }
    case .softplus: return try a.map(softplus)
    case .logSumExp:
      return try SymbolicTensor([3]) { n in try .log(column(a, n[0]) { try .exp($0) }) }
    case .normalisedColumns:
      return try SymbolicTensor(a.shape) { place in
        try a[place] / .squareRoot(column(a, place[1]) { try $0.power(2) })
      }
    case .product(let left, let right):
      return try SymbolicTensor([3, 2]) { place in
        try .total(
          (0..<4).map { k in
            try (left ? a[k, place[0]] : a[place[0], k])
              * (right ? x[1][place[1], k] : x[1][k, place[1]])
          })
      }
    case .linear:
      return try SymbolicTensor([2, 3]) { place in
        try .total((0..<4).map { try x[1][place[0], $0] * a[$0, place[1]] }) + x[2][place[0]]
      }
    case .convolution(let stride, let padding):
      return try convolution(x, stride: stride, padding: padding) { _ in true }
    case .maskedConvolution:
      return try convolution(x, stride: 1, padding: 1) { Self.mask[$0] == 1 }
    case .maxPool:
      return SymbolicTensor([2, 2, 2, 2]) { place in
        let square = [0, 1].flatMap { k in
          [0, 1].map { [place[0], 2 * place[1] + k, 2 * place[2] + $0, place[3]] }
        }
        let values = SymbolicTensor.places(a.shape)
        func value(_ p: [Int]) -> Rational { point[0][values.firstIndex(of: p) ?? 0] }
        return a[square.max { value($0) < value($1) } ?? place]
      }
    case .upsample:
      return SymbolicTensor([2, 4, 6, 2]) { a[$0[0], $0[1] / 2, $0[2] / 2, $0[3]] }
    case .reLU: return pieces(a, point[0]) { $1 > 0 ? $0 : .zero }
    case .leakyReLU: return try pieces(a, point[0]) { $1 > 0 ? $0 : try ratio(1, 5) * $0 }
    case .tanh:
      return try a.map { x in
        let (up, down) = (try Term.exp(x), try Term.exp(-x))
        return try (up - down) / (up + down)
      }
    // σ(x) = eˣ/(1 + eˣ), whose derivative has the two terms y − y² of the program.
    case .sigmoid: return try a.map { try .exp($0) / (Term.one + .exp($0)) }
    case .dropout:
      var stream = Self.dropoutStream
      let mask = Tensor<Double>.bernoulli(0.75, a.shape, from: &stream)
      return try SymbolicTensor(
        a.shape, zip(a.elements, mask.elements).map { $1 == 1 ? try ratio(4, 3) * $0 : .zero })
    case .flatten: return a.reshaped([12, 2])
    case .image: return a.reshaped([2, 2, 3, 2])
    case .binaryCrossEntropy:
      return SymbolicTensor(
        [],
        [
          try .total(
            zip(a.elements, Self.targets).map { try softplus($0) - number($1) * $0 })
        ])
    case .gaussianDivergence:
      return SymbolicTensor(
        [],
        [
          try .total(
            zip(a.elements, x[1].elements).map { m, l in
              try ratio(1, 2) * (m.power(2) + .exp(l) - .one - l)
            })
        ])
    case .logDensityGaussian:
      return try SymbolicTensor([2]) { n in
        try .total(
          (0..<3).map { d in
            let (z, m, l) = (a[d, n[0]], x[1][d, n[0]], x[2][d, n[0]])
            return try ratio(-1, 2) * ((z - m).power(2) * .exp(-l) + l + logTwoPi)
          })
      }
    case .logDensityStandardGaussian:
      return try SymbolicTensor([3]) { n in
        try column(a, n[0]) { try ratio(-1, 2) * ($0.power(2) + logTwoPi) }
      }
    case .logDensityBernoulli:
      return try SymbolicTensor([2]) { n in
        try .total(
          (0..<3).map { try a[$0, n[0]] * x[1][$0, n[0]] - softplus(x[1][$0, n[0]]) })
      }
    case .sampleGaussian:
      return try SymbolicTensor(
        [3, 2],
        (0..<6).map {
          try a.elements[$0] + .exp(ratio(1, 2) * x[1].elements[$0]) * number(Self.noise[$0])
        })
    }
  }

  private var logTwoPi: Term {
    get throws { try .log(.real(2) * .apply(.pi, [])) }
  }

  private func softplus(_ x: Term) throws -> Term { try .log(.one + .exp(x)) }

  /// Σᵢ f(a[i, n]).
  private func column(_ a: SymbolicTensor, _ n: Int, _ f: (Term) throws -> Term) throws -> Term {
    try .total((0..<a.shape[0]).map { try f(a[$0, n]) })
  }

  private func pieces(
    _ a: SymbolicTensor, _ point: [Rational], _ f: (Term, Rational) throws -> Term
  ) rethrows -> SymbolicTensor {
    SymbolicTensor(a.shape, try zip(a.elements, point).map(f))
  }

  /// y[o, i, j, n] = b[o] + Σ w[o, c, k, l]·x[c, i·s + k − p, j·s + l − p, n] over what is in the image.
  private func convolution(
    _ x: [SymbolicTensor], stride: Int, padding: Int, isOpen: (Int) -> Bool
  ) throws -> SymbolicTensor {
    let (image, size) = (x[0].shape, x[1].shape[2])
    func side(_ length: Int) -> Int { (length + 2 * padding - size) / stride + 1 }
    return try SymbolicTensor([2, side(image[1]), side(image[2]), image[3]]) { place in
      let taps = SymbolicTensor.places([image[0], size, size]).compactMap { tap -> Term? in
        let (row, column) = (
          place[1] * stride + tap[1] - padding, place[2] * stride + tap[2] - padding
        )
        guard isOpen(tap[1] * size + tap[2]), (0..<image[1]).contains(row),
          (0..<image[2]).contains(column)
        else { return nil }
        return try? x[1][place[0], tap[0], tap[1], tap[2]] * x[0][tap[0], row, column, place[3]]
      }
      return try .total(taps) + x[2][place[0]]
    }
  }
}
