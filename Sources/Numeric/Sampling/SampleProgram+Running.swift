import Glibc

extension SampleProgram {
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
    let schedule = Schedule(self, outputs)
    let parts = Batches.values(
      count: batches, seed: seed, firstStream: firstStream, threads: threads,
      isCancelled: isCancelled
    ) { stream in batch(of: schedule, truncation, &stream) }
    guard let parts else { return nil }
    return outputs.indices.map { i in SampleMoments.combined(parts.map { $0[i] }) }
  }

  private func batch(
    of schedule: Schedule, _ truncation: Double, _ stream: inout WideStream
  ) -> [SampleMoments] {
    let (rows, outputs) = (Self.rows, schedule.outputs)
    var values = [SIMD8<Double>](repeating: .zero, count: schedule.slots * rows)
    var sums = [SIMD8<Double>](repeating: .zero, count: outputs.count)
    var squares = sums
    var least = [SIMD8<Double>](repeating: SIMD8(repeating: .infinity), count: outputs.count)
    var greatest = [SIMD8<Double>](repeating: SIMD8(repeating: -.infinity), count: outputs.count)
    var shifts = [Double](repeating: 0, count: outputs.count)
    var kept = [SIMDMask<SIMD8<Int64>>](repeating: SIMDMask(repeating: true), count: rows)
    for (slot, value) in schedule.constants {
      for row in 0..<rows { values[slot * rows + row] = SIMD8(repeating: value) }
    }
    for step in 0..<(Self.batch / (8 * rows)) {
      for row in 0..<rows { kept[row] = SIMDMask(repeating: true) }
      for (operation, slot) in schedule.steps {
        if case .input(let k) = operation {
          draw(inputs[k], slot, &values, &kept, truncation, &stream)
        } else {
          Self.run(operation, slot, &values)
        }
      }
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

  /// Draws an input; keeps the samples that are within the truncation.
  private func draw(
    _ input: Input, _ slot: Int, _ values: inout [SIMD8<Double>],
    _ kept: inout [SIMDMask<SIMD8<Int64>>], _ truncation: Double, _ stream: inout WideStream
  ) {
    let rows = Self.rows
    let first = slot * rows
    switch input {
    case .gaussian:
      stream.gaussians(&values, in: first..<(first + rows))
      for row in 0..<rows {
        let z = values[first + row]
        kept[row] = kept[row] .& (z .<= truncation) .& (z .>= -truncation)
      }
    case .bernoulli(let p):
      var bits = [UInt64](repeating: 0, count: rows / 8)
      stream.fillBernoulliBits(p, &bits)
      for row in 0..<rows {
        let lanes = SIMD8<UInt64>(repeating: bits[row / 8] >> UInt64(8 * (row % 8)))
        let ones = (lanes &>> SIMD8(0, 1, 2, 3, 4, 5, 6, 7)) & 1
        values[first + row] = SIMD8<Double>(ones)
      }
    case .uniform:
      for row in stride(from: 0, to: rows, by: 2) {
        (values[first + row], values[first + row + 1]) = stream.uniforms()
      }
    case .categorical(let law):
      for row in stride(from: 0, to: rows, by: 2) {
        (values[first + row], values[first + row + 1]) = stream.categoricals(law)
      }
    }
  }

  /// Carries out one operation on slots; the result may take the place of an operand.
  private static func run(_ operation: Operation, _ slot: Int, _ values: inout [SIMD8<Double>]) {
    let rows = Self.rows
    let o = slot * rows
    switch operation {
    case .constant, .enclosed, .input: break
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
    case .apply(let f, let a): apply(f, a * rows, o, &values)
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
        let choice = values[k * rows + r]
        var x = SIMD8<Double>.zero
        for lane in 0..<8 { x[lane] = values[list[Int(choice[lane])] * rows + r][lane] }
        values[o + r] = x
      }
    }
  }

  /// A function of the rows from `a` on, to those from `o` on.
  private static func apply(_ f: Function, _ a: Int, _ o: Int, _ values: inout [SIMD8<Double>]) {
    // The vector functions take a part of the numbers only.
    let range: ClosedRange<Double>? =
      switch f {
      case .exp: VectorMath.exponents
      case .log: Double.leastNormalMagnitude...0x1p1023
      case .sine, .cosine: VectorMath.angles
      default: nil
      }
    if let range,
      (0..<rows).allSatisfy({ r in
        let x = values[a + r]
        return all((x .>= range.lowerBound) .& (x .<= range.upperBound))
      })
    {
      for r in 0..<rows { values[o + r] = values[a + r] }
      let rows = o..<(o + rows)
      switch f {
      case .exp: VectorMath.exp(&values, in: rows)
      case .log: VectorMath.log(&values, in: rows)
      case .sine: VectorMath.sin(&values, in: rows)
      default: VectorMath.cos(&values, in: rows)
      }
      return
    }
    for r in 0..<rows {
      var x = values[a + r]
      for lane in 0..<8 { x[lane] = value(f, x[lane]) }
      values[o + r] = x
    }
  }
}
