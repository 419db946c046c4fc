#pragma once
/// Eight doubles, in Swift `SIMD8<Double>`.
typedef double vector_f64x8 __attribute__((ext_vector_type(8)));
/// Sixteen floats and sixteen doubles, in Swift `SIMD16<Float>` and `SIMD16<Double>`.
typedef float vector_f32x16 __attribute__((ext_vector_type(16)));
typedef double vector_f64x16 __attribute__((ext_vector_type(16)));

#define VECTOR_INLINE static inline __attribute__((always_inline))

/// The correctly rounded square root of each lane, in vector instructions.
VECTOR_INLINE vector_f64x8 vector_sqrt(vector_f64x8 x) { return __builtin_elementwise_sqrt(x); }
VECTOR_INLINE vector_f32x16 vector_sqrt_f32(vector_f32x16 x) { return __builtin_elementwise_sqrt(x); }
VECTOR_INLINE vector_f64x16 vector_sqrt_f64(vector_f64x16 x) { return __builtin_elementwise_sqrt(x); }

/// In each lane a where x > y, and b elsewhere.
VECTOR_INLINE vector_f32x16 vector_where_greater_f32(
    vector_f32x16 x, vector_f32x16 y, vector_f32x16 a, vector_f32x16 b) {
  return x > y ? a : b;
}
VECTOR_INLINE vector_f64x16 vector_where_greater_f64(
    vector_f64x16 x, vector_f64x16 y, vector_f64x16 a, vector_f64x16 b) {
  return x > y ? a : b;
}

/// In each lane a where x = y, and b elsewhere.
VECTOR_INLINE vector_f32x16 vector_where_equal_f32(
    vector_f32x16 x, vector_f32x16 y, vector_f32x16 a, vector_f32x16 b) {
  return x == y ? a : b;
}
VECTOR_INLINE vector_f64x16 vector_where_equal_f64(
    vector_f64x16 x, vector_f64x16 y, vector_f64x16 a, vector_f64x16 b) {
  return x == y ? a : b;
}
