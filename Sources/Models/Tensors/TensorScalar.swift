import COpenBLAS
import CVector
import Glibc

/// The numbers of tensors: `Float` and `Double`.
///
/// Every operation is one that IEEE 754 rounds in one way, or a formula made of such operations, never
/// contracted; so all builds and numbers of threads give the same bits on one machine. (OpenBLAS chooses
/// its kernels by processor, so other machines may round products differently.)
public protocol TensorScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// √x in each lane, correctly rounded.
  static func squareRoot(_ x: SIMD16<Self>) -> SIMD16<Self>
  /// In each lane a where x > y, and b elsewhere.
  static func select(
    _ x: SIMD16<Self>, greaterThan y: SIMD16<Self>, _ a: SIMD16<Self>, else b: SIMD16<Self>
  ) -> SIMD16<Self>
  /// In each lane a where x = y, and b elsewhere.
  static func select(
    _ x: SIMD16<Self>, equalTo y: SIMD16<Self>, _ a: SIMD16<Self>, else b: SIMD16<Self>
  ) -> SIMD16<Self>
  /// eˣ in each lane, with a relative error of at most `functionError` where |x| ≤ 87.
  static func exp(_ x: SIMD16<Self>) -> SIMD16<Self>
  /// log x in each lane for positive normal x, with an error of at most `functionError`·max(|log x|, 2⁻²).
  static func log(_ x: SIMD16<Self>) -> SIMD16<Self>
  /// tanh x in each lane, with a relative error of at most `functionError`.
  static func tanh(_ x: SIMD16<Self>) -> SIMD16<Self>
  /// The bound of the errors of `exp`, `log` and `tanh`.
  static var functionError: Double { get }
  /// The unit roundoff u: half the distance from 1 to the next number.
  static var roundoff: Double { get }

  /// The bytes of a number in a file, and its bits as a whole number.
  static var byteCount: Int { get }
  var bits: UInt64 { get }
  init(bits: UInt64)

  /// C ← αAB + βC for matrices by rows; A and B are transposed where it says so.
  @unsafe static func multiply(
    transposeLeft: Bool, transposeRight: Bool, rows: Int, columns: Int, inner: Int, alpha: Self,
    _ a: UnsafePointer<Self>, _ lda: Int, _ b: UnsafePointer<Self>, _ ldb: Int, beta: Self,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int)
}

/// The threads of OpenBLAS are switched off once: the program's own blocks do not depend on them.
let openBLAS: Void = openblas_set_num_threads(1)

extension Float: TensorScalar {
  /// The errors of the polynomials below, measured at 2⁻²² in the tests' search, and doubled.
  public static let functionError = 0x1p-21
  public static let roundoff = 0x1p-24

  public static let byteCount = 4
  public var bits: UInt64 { UInt64(bitPattern) }
  public init(bits: UInt64) { self.init(bitPattern: UInt32(truncatingIfNeeded: bits)) }

  @inline(__always)
  public static func squareRoot(_ x: SIMD16<Float>) -> SIMD16<Float> { lanes_sqrt_f32(x) }

  @inline(__always)
  public static func select(
    _ x: SIMD16<Float>, greaterThan y: SIMD16<Float>, _ a: SIMD16<Float>, else b: SIMD16<Float>
  ) -> SIMD16<Float> { lanes_where_greater_f32(x, y, a, b) }

  @inline(__always)
  public static func select(
    _ x: SIMD16<Float>, equalTo y: SIMD16<Float>, _ a: SIMD16<Float>, else b: SIMD16<Float>
  ) -> SIMD16<Float> { lanes_where_equal_f32(x, y, a, b) }

  @inline(__always)
  public static func exp(_ x: SIMD16<Float>) -> SIMD16<Float> { FloatFunctions.exp(x) }
  @inline(__always)
  public static func log(_ x: SIMD16<Float>) -> SIMD16<Float> { FloatFunctions.log(x) }
  @inline(__always)
  public static func tanh(_ x: SIMD16<Float>) -> SIMD16<Float> { FloatFunctions.tanh(x) }

  @unsafe public static func multiply(
    transposeLeft: Bool, transposeRight: Bool, rows: Int, columns: Int, inner: Int, alpha: Float,
    _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, beta: Float,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    _ = openBLAS
    unsafe cblas_sgemm(
      CblasRowMajor, transposeLeft ? CblasTrans : CblasNoTrans,
      transposeRight ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), alpha,
      a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }
}

extension Double: TensorScalar {
  /// The C library's functions are off by less than 2u; tanh by less than 4u.
  public static let functionError = 0x1p-51
  public static let roundoff = 0x1p-53

  public static let byteCount = 8
  public var bits: UInt64 { bitPattern }
  public init(bits: UInt64) { self.init(bitPattern: bits) }

  @inline(__always)
  public static func squareRoot(_ x: SIMD16<Double>) -> SIMD16<Double> { lanes_sqrt_f64(x) }

  @inline(__always)
  public static func select(
    _ x: SIMD16<Double>, greaterThan y: SIMD16<Double>, _ a: SIMD16<Double>, else b: SIMD16<Double>
  ) -> SIMD16<Double> { lanes_where_greater_f64(x, y, a, b) }

  @inline(__always)
  public static func select(
    _ x: SIMD16<Double>, equalTo y: SIMD16<Double>, _ a: SIMD16<Double>, else b: SIMD16<Double>
  ) -> SIMD16<Double> { lanes_where_equal_f64(x, y, a, b) }

  public static func exp(_ x: SIMD16<Double>) -> SIMD16<Double> { lanes(x, Glibc.exp) }
  public static func log(_ x: SIMD16<Double>) -> SIMD16<Double> { lanes(x, Glibc.log) }
  public static func tanh(_ x: SIMD16<Double>) -> SIMD16<Double> { lanes(x, Glibc.tanh) }

  @inline(__always)
  private static func lanes(_ x: SIMD16<Double>, _ f: (Double) -> Double) -> SIMD16<Double> {
    var y = x
    for i in 0..<16 { y[i] = f(x[i]) }
    return y
  }

  @unsafe public static func multiply(
    transposeLeft: Bool, transposeRight: Bool, rows: Int, columns: Int, inner: Int, alpha: Double,
    _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, beta: Double,
    _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    _ = openBLAS
    unsafe cblas_dgemm(
      CblasRowMajor, transposeLeft ? CblasTrans : CblasNoTrans,
      transposeRight ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), alpha,
      a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }
}
