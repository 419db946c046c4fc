import Foundation
import Testing

@testable import Kernel

/// A way of making a theorem without a proof, as a file that must not compile.
struct Forgery: Sendable, CustomTestStringConvertible {
  let what: String
  /// A part of the compiler's message.
  let message: String
  let source: String

  init(_ what: String, _ message: String, _ source: String) {
    self.what = what
    self.message = message
    self.source = source
  }

  var testDescription: String { what }
}

@Suite("Forged theorems")
struct ForgeryTests {
  static let forgeries: [Forgery] = [
    Forgery(
      "the memberwise initialiser", "inaccessible due to 'fileprivate'",
      "import Kernel\nlet t = Theorem(hypotheses: [], conclusion: .falsity, axioms: [])"),
    Forgery(
      "the private initialiser", "inaccessible due to 'fileprivate'",
      "import Kernel\nlet t = Theorem([], .falsity, [])"),
    Forgery(
      "the private initialiser under @testable", "inaccessible due to 'fileprivate'",
      "@testable import Kernel\nlet t = Theorem([], .falsity, [])"),
    Forgery(
      "a private import of the file of rules", "not compiled for private import",
      "@_private(sourceFile: \"Theorem.swift\") import Kernel\n"
        + "let t = Theorem([], .falsity, [])"),
    Forgery(
      "an initialiser in an extension", "designated initializer cannot be declared in an extension",
      "@testable import Kernel\nextension Theorem { init(_ c: Term) { "
        + "self.conclusion = c } }"),
    Forgery(
      "changing a conclusion", "'let' constant",
      "@testable import Kernel\nfunc forge(_ t: inout Theorem) { t.conclusion = .falsity }"),
    Forgery(
      "changing a conclusion by its key path", "WritableKeyPath",
      "@testable import Kernel\nlet path: WritableKeyPath<Theorem, Term> = \\.conclusion"),
    Forgery(
      "decoding", "conform to 'Decodable'",
      "import Kernel\nimport Foundation\n"
        + "let t = try JSONDecoder().decode(Theorem.self, from: Data())"),
    Forgery(
      "declaring it decodable", "prevents automatic synthesis of 'init(from:)'",
      "@testable import Kernel\nextension Theorem: @retroactive Decodable {}"),
    Forgery(
      "a subclass of theorems", "inheritance from a final class",
      "@testable import Kernel\nclass Forged: Theorem {}"),
    Forgery(
      "a subclass of terms", "inheritance from a final class",
      "@testable import Kernel\nclass Forged: Term {}"),
    Forgery(
      "reinterpreting bits", "StrictMemorySafety",
      "import Kernel\nstruct Fake { let h: Set<Term>, c: Term, a: SIMD8<UInt64> }\n"
        + "let t = unsafeBitCast(Fake(h: [], c: .falsity, a: .zero), to: Theorem.self)"),
    Forgery(
      "writing through a pointer", "StrictMemorySafety",
      "import Kernel\nfunc forge(_ t: inout Theorem) { "
        + "withUnsafeMutableBytes(of: &t) { $0[8] = 0 } }"),
    Forgery(
      "an axiom row of one's own", "initializer is inaccessible due to 'internal'",
      "import Kernel\nlet row = Axiom(\"row\", \"⊥\", citation: \"\", arity: 0) "
        + "{ _ throws(KernelError) in Term.falsity }"),
    Forgery(
      "a term whose sorts nobody has checked", "inaccessible due to 'fileprivate'",
      "@testable import Kernel\nlet t = Term.intern(.number(-1, .natural))"),
    Forgery(
      "a loose variable", "inaccessible due to 'fileprivate'",
      "@testable import Kernel\nlet t = Term.one.abstracting(.one, at: 0)"),
    Forgery(
      "an unchecked instantiation", "inaccessible due to 'private'",
      "@testable import Kernel\nlet t = Term.one.instantiating(.truth, at: 0)"),
    Forgery(
      "an unchecked substitution", "inaccessible due to 'private'",
      "@testable import Kernel\nlet t = Term.one.replacing([.one: .truth])"),
  ]

  @Test("does not compile, for the reason given", arguments: forgeries)
  func refused(_ forgery: Forgery) throws {
    let (status, output) = try Compiler.check(forgery.source)
    #expect(status != 0, "it compiles")
    #expect(output.contains(forgery.message), "\(output)")
  }

  @Test(
    "what is allowed does compile, with the same options",
    arguments: [
      "import Kernel\nlet t = try Theorem.reflexive(.zero)\nprint(t.conclusion)",
      "@testable import Kernel\nlet t = try Theorem.axiom(.expZero, [])",
      "@testable import Kernel\nlet row = Axiom(\"row\", \"⊥\", citation: \"\", arity: 0) "
        + "{ _ throws(KernelError) in Term.falsity }",
    ])
  func control(_ source: String) throws {
    let (status, output) = try Compiler.check(source)
    #expect(status == 0, "\(output)")
  }

  @Test("a row of one's own is no axiom, and one with a row's name is that row")
  func ownRows() throws {
    let false_ = Axiom("forged", "⊥", citation: "none", arity: 0) {
      _ throws(KernelError) in Term.falsity
    }
    #expect(throws: KernelError.self) { try Theorem.axiom(false_, []) }
    let disguised = Axiom("expZero", "⊥", citation: "none", arity: 0) {
      _ throws(KernelError) in Term.falsity
    }
    let theorem = try Theorem.axiom(disguised, [])
    let genuine = try Axiom.expZero.statement([])
    #expect(theorem.conclusion == genuine)
    #expect(theorem.axioms.allSatisfy { $0.law == Axiom.expZero.law })
  }

  @Test("no source outside the C bindings steps round the compiler's checks")
  func sources() throws {
    // These declare a symbol with another type and are not seen by strict memory safety.
    let loopholes = ["@_silgen_name", "@_extern", "@_cdecl", "@_private", "dlsym", "-Ounchecked"]
    // The targets over a theorem have no use for unsafe code at all.
    let strict = ["unsafe ", "@unsafe", "@safe", "@unchecked", "unsafeBitCast"]
    let above = ["Kernel", "Notation", "Symbolic", "Checks", "ChecksCommand"]
    var seen = 0
    for target in try FileManager.default.contentsOfDirectory(atPath: Compiler.sources.path) {
      let folder = Compiler.sources.appending(path: target)
      guard let files = FileManager.default.enumerator(atPath: folder.path) else { continue }
      for case let name as String in files where name.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        for word in loopholes + (above.contains(target) ? strict : []) {
          #expect(!text.contains(word), "\(target)/\(name) has \(word)")
        }
        seen += 1
      }
    }
    #expect(seen > 20)
  }
}

/// The compiler, run on a small file against the built Kernel module.
enum Compiler {
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let sources = package.appending(path: "Sources")

  /// The folder of the built modules, beside the test bundle that is running.
  static func modules() throws -> URL {
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      var folder = URL(filePath: argument)
      while folder.path.contains(".xctest") { folder.deleteLastPathComponent() }
      let modules = folder.appending(path: "Modules")
      let kernel = modules.appending(path: "Kernel.swiftmodule").path
      if FileManager.default.fileExists(atPath: kernel) { return modules }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  /// Type-checks the source with the settings of this package.
  static func check(_ source: String) throws -> (status: Int32, output: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "main.swift")
    try source.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "swiftc", "-typecheck", "-swift-version", "6", "-strict-memory-safety",
      "-warnings-as-errors", "-I", try modules().path,
      "-I", sources.appending(path: "CGMP").path, file.path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }
}
