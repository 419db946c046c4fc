@testable import Models

extension Primitive {
  /// How many roundings, and how many values of exponentials and hyperbolic tangents, a term of an
  /// entry of the gradient passes at most.
  ///
  /// A sum of n products in any order passes n: one of the product, and at most n − 1 of the additions.
  /// Changes of sign, factors ½ and 2, products with 0 and 1 and sums with 0 are exact.
  var roundings: (operations: Int, functions: Int) {
    switch self {
    case .plus, .minus, .shifted, .negated, .reshaped, .rows, .sum, .columnSums, .maxPool, .reLU,
      .flatten, .image:
      (0, 0)
    // Two adjoints are added.
    case .stacked: (1, 0)
    case .times, .scaled, .squared, .logarithm: (1, 0)
    // g/y; and (g/y)·(x/y).
    case .quotient: (3, 0)
    // 1/n and the product with it.
    case .mean: (2, 0)
    case .scaledRows: (4, 0)
    case .scaledColumns: (3, 0)
    case .addedToRows: (3, 0)
    case .addedToColumns: (2, 0)
    case .exponential: (1, 1)
    // g/(2√x).
    case .squareRoot: (2, 0)
    // g·(y·y) with y = 1/x.
    case .reciprocal: (4, 0)
    // g/(1 + e⁻ˣ).
    case .softplus: (3, 1)
    // e^{xᵢ − m}·(g/Σⱼ e^{xⱼ − m}) with |x − m| ≤ 8: the rounding of a difference changes an exponential by a
    // factor of at most e^{8u} ≤ 1/(1 − 8u), as eight roundings do.
    case .logSumExp: (8 + 8 + 3 + 2, 2)
    // With c = 1/√s, s = Σx² of n = 4: s has n, √s n + 1 and c n + 2; the second term is Σgx (n) times c²
    // (2n + 5), over 2√s (n + 2), times 2x (1), and both are added (1).
    case .normalisedColumns: (4 * 4 + 9, 0)
    // Sums over two columns and over three rows.
    case .product: (3, 0)
    case .linear: (3, 0)
    // The gradient of a weight sums over the places of the output, that of a pixel over filters and taps.
    case .convolution(stride: 1, let padding): ((2 + 2 * padding) * (2 + 2 * padding) * 2, 0)
    case .convolution: (2 * 9, 0)
    case .maskedConvolution: (4 * 3 * 2, 0)
    case .upsample: (3, 0)
    // 0.2 in double and in single precision, and the product; likewise 4/3.
    case .leakyReLU: (3, 0)
    case .dropout: (3, 0)
    // g·((1 − y)(1 + y)) has the terms 1 and y².
    case .tanh: (4, 2)
    // g·(y·(1 − y)), y = 1/(1 + e⁻ˣ), has the terms y and y².
    case .sigmoid: (2 * 2 + 3, 2)
    // g·(σ − t).
    case .binaryCrossEntropy: (4, 1)
    // g·½(e^ℓ − 1).
    case .gaussianDivergence: (2, 1)
    // g·(z − μ)²·e^{−ℓ}, two terms.
    case .logDensityGaussian: (6, 1)
    case .logDensityStandardGaussian: (1, 0)
    // g·x − g·σ.
    case .logDensityBernoulli: (5, 1)
    // g·ε·e^{ℓ/2}.
    case .sampleGaussian: (2, 1)
    }
  }
}
