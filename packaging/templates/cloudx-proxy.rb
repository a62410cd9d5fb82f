# Formula of a tap: the programs as they were released, because building them takes Debian's compiler.
class CloudxProxy < Formula
  desc "@SUMMARY@"
  homepage "@ADDRESS@"
  version "@VERSION@"
  license "@LICENCE@"

@PLACES@

  def install
    bin.install "bin/cloudx-proxy"
    man1.install Dir["share/man/man1/*.1"]
    bash_completion.install "share/bash-completion/completions/cloudx-proxy"
    zsh_completion.install "share/zsh/site-functions/_cloudx-proxy"
    fish_completion.install "share/fish/vendor_completions.d/cloudx-proxy.fish"
    doc.install Dir["share/doc/cloudx-proxy/*"]
  end

  test do
    assert_match "cloudx-proxy #{version}", shell_output("#{bin}/cloudx-proxy --version")
  end
end
