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

  public init() {}

  /// A new input, independent of all others, and the operation that reads it.
  public mutating func draw(_ input: Input) -> Int {
    inputs.append(input)
    return add(.input(inputs.count - 1))
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
  private static func value(_ function: Function, _ x: Double) -> Double {
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

  // MARK: Running

  /// The samples of one batch.
  public static let batch = 4096
  /// The samples that are computed at once, in lanes of eight.
  private static let rows = 32

  /// The moments of the outputs over batches of samples. Samples in which a normal input exceeds
  /// `truncation` in magnitude count as 0. `nil` when it was cancelled.
  ///
  /// The result depends on the seed, the first stream and the number of batches alone.
  public func moments(
    of outputs: [Int], batches: Int, truncation: Double, seed: UInt64, firstStream: UInt64 = 0,
    threads: Int? = nil, isCancelled: @Sendable () -> Bool = { false }
  ) -> [SampleMoments]? {
    let parts = Batches.values(
      count: batches, seed: seed, firstStream: firstStream, threads: threads,
      isCancelled: isCancelled
    ) { stream in batch(of: outputs, truncation, &stream) }
    guard let parts else { return nil }
    return outputs.indices.map { i in SampleMoments.combined(parts.map { $0[i] }) }
  }

  private func batch(
    of outputs: [Int], _ truncation: Double, _ stream: inout WideStream
  ) -> [SampleMoments] {
    let rows = Self.rows
    var values = [SIMD8<Double>](repeating: .zero, count: operations.count * rows)
    var drawn = [SIMD8<Double>](repeating: .zero, count: inputs.count * rows)
    var sums = [SIMD8<Double>](repeating: .zero, count: outputs.count)
    var squares = sums
    var least = [SIMD8<Double>](repeating: SIMD8(repeating: .infinity), count: outputs.count)
    var greatest = [SIMD8<Double>](repeating: SIMD8(repeating: -.infinity), count: outputs.count)
    var shifts = [Double](repeating: 0, count: outputs.count)
    for (i, operation) in operations.enumerated() {
      switch operation {
      case .constant(let c), .enclosed(let c, _):
        for row in 0..<rows { values[i * rows + row] = SIMD8(repeating: c) }
      default: break
      }
    }
    for step in 0..<(Self.batch / (8 * rows)) {
      let kept = draw(&drawn, truncation, &stream)
      run(&values, drawn)
      for (k, output) in outputs.enumerated() {
        // About a sample of the batch, so that little cancels.
        if step == 0 {
          shifts[k] = values[output * rows][0].isFinite ? values[output * rows][0] : 0
        }
        for row in 0..<rows {
          let value = values[output * rows + row].replacing(with: 0, where: .!kept[row])
          least[k].replace(with: value, where: value .< least[k])
          greatest[k].replace(with: value, where: value .> greatest[k])
          let x = value - shifts[k]
          sums[k] += x
          squares[k] += x * x
        }
      }
    }
    return outputs.indices.map {
      SampleMoments(
        count: Self.batch, shift: shifts[$0], sum: sums[$0], squares: squares[$0],
        least: least[$0].min(), greatest: greatest[$0].max())
    }
  }

  /// Fills the inputs; answers which samples are within the truncation.
  private func draw(
    _ drawn: inout [SIMD8<Double>], _ truncation: Double, _ stream: inout WideStream
  ) -> [SIMDMask<SIMD8<Int64>>] {
    let rows = Self.rows
    var kept = [SIMDMask<SIMD8<Int64>>](repeating: SIMDMask(repeating: true), count: rows)
    var bits = [UInt64](repeating: 0, count: rows / 8)
    for (i, input) in inputs.enumerated() {
      let first = i * rows
      switch input {
      case .gaussian:
        stream.gaussians(&drawn, in: first..<(first + rows))
        for row in 0..<rows {
          let z = drawn[first + row]
          kept[row] = kept[row] .& (z .<= truncation) .& (z .>= -truncation)
        }
      case .bernoulli(let p):
        stream.fillBernoulliBits(p, &bits)
        for row in 0..<rows {
          let lanes = SIMD8<UInt64>(repeating: bits[row / 8] >> UInt64(8 * (row % 8)))
          let ones = (lanes &>> SIMD8(0, 1, 2, 3, 4, 5, 6, 7)) & 1
          drawn[first + row] = SIMD8<Double>(ones)
        }
      case .uniform:
        for row in stride(from: 0, to: rows, by: 2) {
          (drawn[first + row], drawn[first + row + 1]) = stream.uniforms()
        }
      case .categorical(let law):
        for row in stride(from: 0, to: rows, by: 2) {
          (drawn[first + row], drawn[first + row + 1]) = stream.categoricals(law)
        }
      }
    }
    return kept
  }

  private func run(_ values: inout [SIMD8<Double>], _ drawn: [SIMD8<Double>]) {
    let rows = Self.rows
    for (i, operation) in operations.enumerated() {
      let o = i * rows
      switch operation {
      case .constant, .enclosed: break
      case .input(let k): for r in 0..<rows { values[o + r] = drawn[k * rows + r] }
      case .add(let a, let b):
        for r in 0..<rows { values[o + r] = values[a * rows + r] + values[b * rows + r] }
      case .subtract(let a, let b):
        for r in 0..<rows { values[o + r] = values[a * rows + r] - values[b * rows + r] }
      case .multiply(let a, let b):
        for r in 0..<rows { values[o + r] = values[a * rows + r] * values[b * rows + r] }
      case .divide(let a, let b):
        for r in 0..<rows { values[o + r] = values[a * rows + r] / values[b * rows + r] }
      case .negate(let a): for r in 0..<rows { values[o + r] = -values[a * rows + r] }
      case .maximum(let a, let b):
        for r in 0..<rows {
          let (x, y) = (values[a * rows + r], values[b * rows + r])
          values[o + r] = x.replacing(with: y, where: x .< y)
        }
      case .minimum(let a, let b):
        for r in 0..<rows {
          let (x, y) = (values[a * rows + r], values[b * rows + r])
          values[o + r] = x.replacing(with: y, where: x .> y)
        }
      case .apply(let f, let a):
        if f == .exp || f == .log {
          // The vector functions take a part of the numbers only.
          let isExp = f == .exp
          let range = isExp ? VectorMath.exponents : Double.leastNormalMagnitude...0x1p1023
          if (0..<rows).allSatisfy({ r in
            let x = values[a * rows + r]
            return all((x .>= range.lowerBound) .& (x .<= range.upperBound))
          }) {
            for r in 0..<rows { values[o + r] = values[a * rows + r] }
            if isExp {
              VectorMath.exp(&values, in: o..<(o + rows))
            } else {
              VectorMath.log(&values, in: o..<(o + rows))
            }
            continue
          }
        }
        for r in 0..<rows {
          var x = values[a * rows + r]
          for lane in 0..<8 { x[lane] = Self.value(f, x[lane]) }
          values[o + r] = x
        }
      case .positive(let a, let margin):
        for r in 0..<rows {
          let x = values[a * rows + r]
          var y = SIMD8<Double>.zero.replacing(with: 1, where: x .> margin)
          if margin > 0 {
            y.replace(with: .nan, where: (x .<= margin) .& (x .>= -margin))
          }
          values[o + r] = y
        }
      case .select(let k, let list):
        for r in 0..<rows {
          let choice = drawn[k * rows + r]
          var x = SIMD8<Double>.zero
          for lane in 0..<8 { x[lane] = values[list[Int(choice[lane])] * rows + r][lane] }
          values[o + r] = x
        }
      }
    }
  }
}
