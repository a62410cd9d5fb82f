{ lib, stdenvNoCC, fetchurl, installShellFiles }:

let
  version = "@VERSION@";
  files = {
@PLACES@
  };
  system = stdenvNoCC.hostPlatform.system;
in
stdenvNoCC.mkDerivation {
  pname = "cloudx-proxy";
  inherit version;

  src = fetchurl (files.${system} or (throw "cloudx-proxy is not released for ${system}"));

  nativeBuildInputs = [ installShellFiles ];
  dontConfigure = true;
  dontBuild = true;
  dontStrip = true;

  installPhase = ''
    runHook preInstall
    install -Dm755 bin/cloudx-proxy $out/bin/cloudx-proxy
    installManPage share/man/man1/*.1
    installShellCompletion share/bash-completion/completions/cloudx-proxy \
      share/zsh/site-functions/_cloudx-proxy share/fish/vendor_completions.d/cloudx-proxy.fish
    mkdir -p $out/share/doc
    cp -r share/doc/cloudx-proxy $out/share/doc/
    runHook postInstall
  '';

  meta = {
    description = "@SUMMARY@";
    homepage = "@ADDRESS@";
    license = lib.licenses.mit;
    mainProgram = "cloudx-proxy";
    platforms = builtins.attrNames files;
    sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
  };
}
