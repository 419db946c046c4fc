// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "checks", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmarks",
      dependencies: [.product(name: "ChecksLibrary", package: "checks")],
      path: "Sources/Benchmarks",
      swiftSettings: [.treatAllWarnings(as: .error), .strictMemorySafety()])
  ]
)
