import Glibc

extension Double {
  /// sin x.
  var sine: Double { Glibc.sin(self) }
  /// cos x.
  var cosine: Double { Glibc.cos(self) }
}
