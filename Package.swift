// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The Debian packages to install, which SwiftPM names when it misses a library.
let debian: [SystemPackageProvider] = [
  .apt(
    try String(contentsOfFile: Context.packageDirectory + "/packages.txt", encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init))
]

/// Settings of every target of ours: warnings and unsafe code are errors.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
]

/// The numeric targets are far too slow unoptimised, and their tests would crawl.
let fast = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The tensors are generic over the type of their numbers, and specialised across files.
let whole =
  strict + [
    .unsafeFlags(
      ["-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"],
      .when(configuration: .debug))
  ]

// Targets stand in reading order: from exact numbers over the trusted kernel to the command.
let package = Package(
  name: "checks",
  products: [
    .executable(name: "checks", targets: ["ChecksCommand"]),
    .library(name: "ChecksLibrary", targets: ["Exact", "Notation", "Numeric", "Models", "Checks"]),
  ],
  targets: [
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: debian),
    .systemLibrary(name: "CMPFR", pkgConfig: "mpfr", providers: debian),
    .systemLibrary(name: "CFLINT", providers: debian),
    .systemLibrary(name: "CVector"),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: debian),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: debian),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: debian),
    .target(name: "Exact", dependencies: ["CGMP"], swiftSettings: fast),
    .target(name: "Kernel", dependencies: ["Exact"], swiftSettings: fast),
    .target(name: "Notation", dependencies: ["Exact", "Kernel"], swiftSettings: fast),
    .target(name: "Symbolic", dependencies: ["Exact", "Kernel"], swiftSettings: fast),
    .target(
      name: "Numeric", dependencies: ["Exact", "CGMP", "CMPFR", "CFLINT", "CVector"],
      swiftSettings: fast),
    .target(
      name: "Models",
      dependencies: ["Exact", "Numeric", "CVector", "COpenBLAS", "CZlib", "CPNG"],
      swiftSettings: whole),
    .target(
      name: "Checks",
      dependencies: ["Exact", "Kernel", "Notation", "Symbolic", "Numeric", "Models"],
      swiftSettings: fast),
    .executableTarget(
      name: "ChecksCommand", dependencies: ["Checks", "Notation", "Kernel", "Symbolic", "Models"],
      swiftSettings: strict),
    .testTarget(name: "ExactTests", dependencies: ["Exact"]),
    .testTarget(name: "KernelTests", dependencies: ["Kernel", "Symbolic", "Numeric"]),
    .testTarget(name: "NotationTests", dependencies: ["Notation"]),
    .testTarget(name: "SymbolicTests", dependencies: ["Symbolic"]),
    .testTarget(name: "NumericTests", dependencies: ["Numeric", "CFLINT", "CVector"]),
    .testTarget(name: "ModelsTests", dependencies: ["Models"]),
    .testTarget(name: "ChecksTests", dependencies: ["Checks", "ChecksCommand"]),
  ]
)
