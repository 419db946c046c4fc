import CVector

/// Elementary functions of many doubles at once, in the vector instructions that the processor has.
///
/// Errors are below one unit in the last place, those of sines and cosines below 2⁻⁵², and all processors give the
/// same bits. Source: Sun Microsystems, fdlibm 5.3, `e_log.c`, `e_exp.c`, `k_sin.c`, `k_cos.c`, whose minimax
/// polynomials have errors below 2⁻⁵⁷.
public enum VectorMath {
  /// The numbers that `exp` takes.
  public static let exponents = -700.0...700.0

  /// e^x in place, for numbers of magnitude at most 700.
  public static func exp(_ numbers: inout [SIMD8<Double>], in range: Range<Int>) {
    unsafe withDoubles(&numbers, range) { unsafe vector_exps($0, $1) }
  }

  /// log x in place, for positive normal numbers.
  public static func log(_ numbers: inout [SIMD8<Double>], in range: Range<Int>) {
    unsafe withDoubles(&numbers, range) { unsafe vector_logs($0, $1) }
  }

  /// The numbers that `sin` and `cos` take.
  public static let angles = -1000.0...1000.0

  /// sin x in place, for numbers of magnitude at most 1000.
  public static func sin(_ numbers: inout [SIMD8<Double>], in range: Range<Int>) {
    unsafe withDoubles(&numbers, range) { unsafe vector_sines($0, $1, 0) }
  }

  /// cos x in place, for numbers of magnitude at most 1000.
  public static func cos(_ numbers: inout [SIMD8<Double>], in range: Range<Int>) {
    unsafe withDoubles(&numbers, range) { unsafe vector_sines($0, $1, 1) }
  }

  /// For each of 64 trials the sum of the values whose bit of that trial is set.
  public static func sums(of values: [Double], masks: ArraySlice<UInt64>) -> [Double] {
    precondition(values.count == masks.count)
    return unsafe [Double](unsafeUninitializedCapacity: 64) { sums, count in
      unsafe masks.withUnsafeBufferPointer { masks in
        unsafe values.withUnsafeBufferPointer { values in
          unsafe vector_masked_sums(
            masks.baseAddress, values.baseAddress, values.count, sums.baseAddress)
        }
      }
      count = 64
    }
  }

  /// Lends some rows as doubles.
  @unsafe static func withDoubles(
    _ numbers: inout [SIMD8<Double>], _ range: Range<Int>,
    _ body: (UnsafeMutablePointer<Double>?, Int) -> Void
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= numbers.count)
    unsafe numbers.withUnsafeMutableBytes { bytes in
      let doubles = unsafe bytes.bindMemory(to: Double.self)
      guard let base = doubles.baseAddress else { return }
      unsafe body(base + 8 * range.lowerBound, range.count)
    }
  }
}
