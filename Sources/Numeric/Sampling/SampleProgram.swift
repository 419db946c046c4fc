import Glibc

/// A list of operations on independent random inputs, each on the results of those before.
public struct SampleProgram: Sendable {
  /// A source of independent random numbers.
  public enum Input: Sendable, Hashable {
    /// Standard normal.
    case gaussian
    /// Uniform on [0, 1).
    case uniform
    case bernoulli(Double)
    /// The number of an outcome, from 0.
    case categorical(Categorical)
  }

  public enum Function: Sendable, Hashable {
    case exp, log, squareRoot, magnitude, sine, cosine, tanh, arctan, logistic
  }

  public enum Operation: Sendable, Hashable {
    case constant(Double)
    /// A number that is known up to a radius.
    case enclosed(Double, radius: Double)
    case input(Int)
    case add(Int, Int)
    case subtract(Int, Int)
    case multiply(Int, Int)
    case divide(Int, Int)
    case negate(Int)
    case maximum(Int, Int)
    case minimum(Int, Int)
    case apply(Function, Int)
    /// 1 for values above the margin, 0 for those below its negative or, where it is 0, at it; no number between, where
    /// the rounding of the value could decide.
    case positive(Int, margin: Double)
    /// The k-th of the values, for the k that a categorical input has.
    case select(input: Int, [Int])
  }

  public private(set) var inputs: [Input] = []
  public private(set) var operations: [Operation] = []
  private var places: [Operation: Int] = [:]
  /// The places of the operations that read the inputs.
  private(set) var readers: [Int] = []
  /// What is known of the values, as far as it was asked for.
  var known = Enclosures(truncation: WideStream.largestNormal)

  public init() {}

  /// A new input, independent of all others, and the operation that reads it.
  public mutating func draw(_ input: Input) -> Int {
    inputs.append(input)
    readers.append(add(.input(inputs.count - 1)))
    return readers[inputs.count - 1]
  }

  /// The place of an operation, each written once; operations on constants are carried out.
  public mutating func add(_ operation: Operation) -> Int {
    if let known = places[operation] ?? neutral(operation) { return known }
    let folded = self.folded(operation)
    if let known = places[folded] { return known }
    operations.append(folded)
    places[folded] = operations.count - 1
    return operations.count - 1
  }

  /// The operand that a sum with 0 or a product with 1 or 0 is.
  private func neutral(_ operation: Operation) -> Int? {
    switch operation {
    case .add(let a, let b):
      return operations[a] == .constant(0) ? b : operations[b] == .constant(0) ? a : nil
    case .subtract(let a, let b): return operations[b] == .constant(0) ? a : nil
    case .multiply(let a, let b):
      for (x, y) in [(a, b), (b, a)] {
        if operations[x] == .constant(1) { return y }
        if operations[x] == .constant(0) { return x }
      }
      return nil
    default: return nil
    }
  }

  private func folded(_ operation: Operation) -> Operation {
    func value(_ i: Int) -> Double? {
      if case .constant(let c) = operations[i] { c } else { nil }
    }
    /// A whole number stands for itself, so that rounding must not make one.
    func constant(_ x: Double, of operands: Double...) -> Operation {
      x == x.rounded() && !operands.allSatisfy { $0 == $0.rounded() } ? operation : .constant(x)
    }
    switch operation {
    case .add(let a, let b):
      if let x = value(a), let y = value(b) { return constant(x + y, of: x, y) }
    case .subtract(let a, let b):
      if let x = value(a), let y = value(b) { return constant(x - y, of: x, y) }
    case .multiply(let a, let b):
      if let x = value(a), let y = value(b) { return constant(x * y, of: x, y) }
    case .divide(let a, let b):
      if let x = value(a), let y = value(b), (x / y) * y == x || x / y != (x / y).rounded() {
        return constant(x / y, of: x, y)
      }
    case .negate(let a): if let x = value(a) { return .constant(-x) }
    case .positive(let a, let margin):
      if let x = value(a), abs(x) > margin || margin == 0 { return .constant(x > margin ? 1 : 0) }
    case .apply(let f, let a):
      if let x = value(a) { return constant(Self.value(f, x), of: x) }
    default: break
    }
    return operation
  }

  @inline(__always)
  static func value(_ function: Function, _ x: Double) -> Double {
    switch function {
    case .exp: Glibc.exp(x)
    case .log: Glibc.log(x)
    case .squareRoot: x.squareRoot()
    case .magnitude: abs(x)
    case .sine: Glibc.sin(x)
    case .cosine: Glibc.cos(x)
    case .tanh: Glibc.tanh(x)
    case .arctan: Glibc.atan(x)
    case .logistic: 1 / (1 + Glibc.exp(-x))
    }
  }
}
