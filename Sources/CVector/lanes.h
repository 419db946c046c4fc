#pragma once
// Everything is inlined, so that no vector is an argument of a call.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

/// Sixteen floats and sixteen doubles, in Swift `SIMD16<Float>` and `SIMD16<Double>`.
typedef float lanes_f32 __attribute__((ext_vector_type(16)));
typedef double lanes_f64 __attribute__((ext_vector_type(16)));

#define LANES_INLINE static inline __attribute__((always_inline))

/// The correctly rounded square root of each lane, in vector instructions.
LANES_INLINE lanes_f32 lanes_sqrt_f32(lanes_f32 x) { return __builtin_elementwise_sqrt(x); }
LANES_INLINE lanes_f64 lanes_sqrt_f64(lanes_f64 x) { return __builtin_elementwise_sqrt(x); }

/// In each lane a where x > y, and b elsewhere.
LANES_INLINE lanes_f32 lanes_where_greater_f32(lanes_f32 x, lanes_f32 y, lanes_f32 a, lanes_f32 b) {
  return x > y ? a : b;
}
LANES_INLINE lanes_f64 lanes_where_greater_f64(lanes_f64 x, lanes_f64 y, lanes_f64 a, lanes_f64 b) {
  return x > y ? a : b;
}

/// In each lane a where x = y, and b elsewhere.
LANES_INLINE lanes_f32 lanes_where_equal_f32(lanes_f32 x, lanes_f32 y, lanes_f32 a, lanes_f32 b) {
  return x == y ? a : b;
}
LANES_INLINE lanes_f64 lanes_where_equal_f64(lanes_f64 x, lanes_f64 y, lanes_f64 a, lanes_f64 b) {
  return x == y ? a : b;
}

#pragma clang diagnostic pop
