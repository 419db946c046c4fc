import Exact
import Numeric

/// Values for the declared symbols.
struct Instance: Sendable {
  /// Numbers, vectors, matrices, points, sizes, by name.
  var values: [String: SurfaceValue] = [:]
  /// Opaque functions that are polynomials here.
  var functions: [String: PolynomialMap] = [:]
  /// The first values of sequences, d_0, d_1, …
  var sequences: [String: [SurfaceValue]] = [:]
  /// Functions of time that a differential equation determines: the value and the derivatives
  /// below the order of the equation, at one time.
  var curves: [String: [SurfaceValue]] = [:]
  /// The time of the values of `curves`, where it is not that of the instance.
  var origin: Rational?
  /// The base measure of abstract spaces, a positive weight for each point.
  var spaces: [String: [Rational]] = [:]
  /// Densities on abstract spaces, by the points of their variables, the last one fastest.
  var densities: [String: [Rational]] = [:]
  /// Densities over the line, which are those of normal laws.
  var normals: [String: NormalLaw] = [:]
  /// Bijections of spaces with as many points: where each point goes, from 0.
  var bijections: [String: Bijection] = [:]
  /// Equally likely values of random symbols of which only moments are known.
  var samples: [String: [SurfaceValue]] = [:]
  /// Families without `independent` whose entries are equal at this instance; those of them that are
  /// not independent of each other are decided by one uniform number.
  var coupled: Set<String> = []
  /// Sets of random numbers that are independent in smaller numbers only: the product of their probabilities is
  /// multiplied by 1 + ∏ (t − 𝔼t)/max|t − 𝔼t|, which leaves the law of all but one of them as it is.
  var ties: [[String]] = []
}

/// A normal law on the line.
struct NormalLaw: Sendable {
  let mean: Rational
  let variance: Rational

  /// `the normal density of mean 1 and variance 2`.
  var text: String { "the normal density of mean \(mean) and variance \(variance)" }

  init(mean: Rational, variance: Rational) { (self.mean, self.variance) = (mean, variance) }

  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 9, words[1] == "normal", let mean = Rational(String(words[5])),
      let variance = Rational(String(words[8]))
    else { return nil }
    self.init(mean: mean, variance: variance)
  }
}

/// A bijection of finite spaces.
struct Bijection: Sendable {
  let source: String
  let target: String
  let images: [Int]
  /// Whether it turns orientation round, so that its Jacobian determinant is negative.
  let isReversing: Bool

  var inverse: Bijection {
    var back = Array(repeating: 0, count: images.count)
    for (i, image) in images.enumerated() { back[image] = i }
    return Bijection(source: target, target: source, images: back, isReversing: isReversing)
  }

  /// The permutations of 0 …< count, in order.
  static func permutation(_ number: Int, of count: Int) -> [Int] {
    var (rest, left) = (Array(0..<count), number)
    return (0..<count).map { place in
      let block = (1..<max(count - place, 1)).reduce(1, *)
      let choice = left / block
      left %= block
      return rest.remove(at: choice)
    }
  }
}

/// A polynomial map, one list of terms for each component of its value.
struct PolynomialMap: Sendable {
  struct Term: Sendable {
    let coefficient: Rational
    /// The exponent of each variable.
    let exponents: [Int]
  }

  let components: [[Term]]
  /// A value of the map's type, whose numbers are replaced.
  let shape: SurfaceValue
  /// The types of the arguments: 0 for a number, else the length of a vector.
  let arguments: Int

  func callAsFunction(
    _ x: [DualNumber], _ arithmetic: Arithmetic
  ) throws -> SurfaceValue {
    guard x.count == arguments else { throw EvaluationFailure.shapes }
    let values = try components.map { terms in
      try terms.reduce(DualNumber.zero) { sum, term in
        var product = DualNumber(term.coefficient)
        for (i, n) in term.exponents.enumerated() where n > 0 {
          product = arithmetic.multiply(product, try arithmetic.power(x[i], n))
        }
        return arithmetic.add(sum, product)
      }
    }
    return shape.replacing(values)
  }

  /// `1 + 2 x_1 - x_1^2 x_2`.
  var text: String {
    let parts = components.map { terms in
      let list = terms.filter { !$0.coefficient.isZero }.map { term in
        let factors = term.exponents.enumerated().filter { $0.element > 0 }.map {
          let name = arguments == 1 ? "x" : "x_\($0.offset + 1)"
          return $0.element == 1 ? name : "\(name)^\($0.element)"
        }
        return ([term.coefficient.description] + factors).joined(separator: " ")
      }
      return list.isEmpty ? "0" : list.joined(separator: " + ")
    }
    func list(_ parts: some Sequence<String>) -> String {
      "(" + parts.joined(separator: ", ") + ")"
    }
    switch shape {
    case .vector: return list(parts)
    case .matrix(let g):
      return list((0..<g.rows).map { list(parts[($0 * g.columns)..<(($0 + 1) * g.columns)]) })
    default: return parts[0]
    }
  }
}
