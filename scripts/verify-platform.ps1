<#
.SYNOPSIS
Tries cloudx-proxy on Windows, and prints a report to send in.

.DESCRIPTION
    powershell -ExecutionPolicy Bypass -File scripts\verify-platform.ps1 [-Program cloudx-proxy.exe]

Tries the program (cloudx-proxy of PATH, unless told): version, help, completion, setup in a temporary home, what
ssh makes of it, list, doctor, access lists of files, and the end of a connection that cannot be made. AWS is
played by a few lines on loopback: no credentials are needed, asked for or read, nothing leaves this machine, and
nothing outside the temporary home is written. It takes some seconds. Exit status: 0 all is well; 1 something is
not; 2 there is no such program. For Windows PowerShell 5.1, which every Windows has, and newer ones.
#>
param([string]$Program = 'cloudx-proxy')

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$script:failed = 0
$script:skipped = 0
$kept = @{}

function Write-Ok([string]$Words) { Write-Output "ok       $Words" }
function Write-Skipped([string]$Words) { Write-Output "skipped  $Words"; $script:skipped++ }
function Write-Failed([string]$Words) { Write-Output "FAILED   $Words"; $script:failed++ }
function Write-Said([string]$Text) {
    foreach ($line in ($Text -split "`r?`n")) { if ($line) { Write-Output "           | $line" } }
}

# $null takes it away; .NET 9 would leave an empty one.
function Set-EnvironmentWord([string]$Name, $Value) {
    if ($null -eq $Value) { Remove-Item -LiteralPath "Env:$Name" -ErrorAction SilentlyContinue }
    else { Set-Item -LiteralPath "Env:$Name" -Value $Value }
}

# Quoted as programs of Windows take their command line apart; none of these words has a quote in it.
function Join-Words([string[]]$Words) {
    ($Words | ForEach-Object { if ($_ -match '\s') { '"' + $_ + '"' } else { $_ } }) -join ' '
}

# What a program says on both streams, and how it ends; stdin is empty.
function Invoke-There([string]$File, [string[]]$Words) {
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $File
    $start.Arguments = Join-Words $Words
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = [System.Text.Encoding]::UTF8
    $start.StandardErrorEncoding = [System.Text.Encoding]::UTF8
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $errors = $process.StandardError.ReadToEndAsync()
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    return @{ Text = $text + $errors.Result; Status = $process.ExitCode }
}

# Has to end with 0, and to say what matches.
function Test-Command([string]$Words, [string]$Pattern, [string]$File, [string[]]$Arguments) {
    $done = Invoke-There $File $Arguments
    if ($done.Status -eq 0 -and $done.Text -match $Pattern) { Write-Ok $Words; return }
    Write-Failed "$Words (status $($done.Status))"
    Write-Said $done.Text
}

# Only the user, SYSTEM and Administrators, and nothing that is inherited: what OpenSSH asks of a key.
function Test-Private([string]$Path) {
    $own = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    $allowed = @($own, 'S-1-5-18', 'S-1-5-32-544')
    $list = Get-Acl -LiteralPath $Path
    $others = @($list.GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier]) |
        Where-Object { $allowed -notcontains $_.IdentityReference.Value })
    if ($others.Count -eq 0 -and $list.AreAccessRulesProtected) { Write-Ok "access to $Path" }
    else { Write-Failed "access to $Path"; Write-Said ($list.AccessToString + "`nprotected: " + $list.AreAccessRulesProtected) }
}

# What STS answers to "who am I", and a refusal of all else.
$service = {
    param([string]$PortFile)
    $listener = New-Object System.Net.Sockets.TcpListener([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    [System.IO.File]::WriteAllText("$PortFile.new", [string]$listener.LocalEndpoint.Port)
    [System.IO.File]::Move("$PortFile.new", $PortFile)
    while ($true) {
        $client = $listener.AcceptTcpClient()
        try {
            $stream = $client.GetStream()
            $stream.ReadTimeout = 5000
            $text = ''
            $block = New-Object byte[] 65536
            while ($true) {
                $count = $stream.Read($block, 0, $block.Length)
                if ($count -le 0) { break }
                $text += [System.Text.Encoding]::ASCII.GetString($block, 0, $count)
                $end = $text.IndexOf("`r`n`r`n")
                if ($end -lt 0) { continue }
                $length = 0
                if ($text -match '(?im)^content-length:\s*(\d+)') { $length = [int]$Matches[1] }
                if ($text.Length -ge $end + 4 + $length) { break }
            }
            if ($text -match 'Action=GetCallerIdentity') {
                $status = '200 OK'
                $answer = '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
                    '<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/acceptance</Arn>' +
                    '<UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult>' +
                    '</GetCallerIdentityResponse>'
            } else {
                $status = '400 Bad Request'
                $answer = '{"__type":"AccessDeniedException","message":"nobody may"}'
            }
            $head = "HTTP/1.1 $status`r`nContent-Length: $($answer.Length)`r`nConnection: close`r`n`r`n"
            $bytes = [System.Text.Encoding]::ASCII.GetBytes($head + $answer)
            $stream.Write($bytes, 0, $bytes.Length)
        } catch {
            # That client has gone; the next one counts.
            $null = $_
        } finally {
            $client.Close()
        }
    }
}

function Test-Program {
    Test-Command 'version' '^cloudx-proxy \d+\.\d+\.\d+' $path @('--version')
    foreach ($command in 'setup', 'list', 'status', 'start', 'stop', 'doctor', 'login', 'logout', 'cleanup', 'migrate',
        'connect', 'relay', 'completion') {
        Test-Command "help of $command" 'Usage: cloudx-proxy' $path @($command, '--help')
    }
    $help = (Invoke-There $path @('completion', '--help')).Text
    if ($help -match 'powershell') {
        $done = Invoke-There $path @('completion', 'powershell')
        $mistakes = $null
        $null = [System.Management.Automation.PSParser]::Tokenize($done.Text, [ref]$mistakes)
        if ($done.Status -eq 0 -and $mistakes.Count -eq 0) { Write-Ok 'completion for PowerShell' }
        else { Write-Failed 'completion for PowerShell'; Write-Said $done.Text }
    } else {
        Write-Skipped 'this version has no completion for PowerShell'
    }
}

function Test-Setup {
    $aws = New-Item -ItemType Directory -Path (Join-Path $folder '.aws')
    [System.IO.File]::WriteAllText((Join-Path $aws.FullName 'config'), "[profile acceptance]`nregion = eu-west-1`n")
    # The example of AWS's own documentation; nobody's.
    [System.IO.File]::WriteAllText((Join-Path $aws.FullName 'credentials'),
        "[acceptance]`naws_access_key_id = AKIAIOSFODNN7EXAMPLE`naws_secret_access_key = none`n")
    $words = 'setup', '--yes', '--profile', 'acceptance', '--region', 'eu-west-1', '--environment', 'dev',
        '--instance', 'i-0123456789abcdef0', '--hostname', 'server'
    Test-Command 'setup' '' $path $words
    $ours = Join-Path $folder '.ssh\vscode'
    if (-not (Test-Path -LiteralPath $ours)) { $ours = Join-Path $folder '.ssh\cloudX' }
    $config = Join-Path $ours 'config'
    if (-not (Test-Path -LiteralPath $config)) { Write-Failed "setup has written no $config"; return }
    $public = Get-ChildItem -LiteralPath $ours -Filter '*.pub' | Select-Object -First 1
    Test-Private ($public.FullName -replace '\.pub$', '')
    Test-Private $config
    $before = (Get-FileHash -LiteralPath $config).Hash
    Test-Command 'setup again' '' $path $words
    if ((Get-FileHash -LiteralPath $config).Hash -eq $before) { Write-Ok 'it has changed nothing' }
    else { Write-Failed 'it has changed the config' }
    if (Get-Command ssh -ErrorAction SilentlyContinue) {
        $ssh = (Get-Command ssh).Source
        $main = Join-Path $folder '.ssh\config'
        $words = '-F', $main, '-G', 'cloudx-dev-server'
        Test-Command 'ssh knows the instance' '(?m)^hostname i-0123456789abcdef0\s*$' $ssh $words
        Test-Command 'ssh knows the program' '(?m)^proxycommand .*connect ' $ssh $words
    } else {
        Write-Skipped "OpenSSH is not installed (Settings, System, Optional features)"
    }
    Test-Command 'list' 'cloudx-dev-server +i-0123456789abcdef0' $path @('list')
    Test-Command 'list --json' '"cloudx-dev-server"' $path @('list', '--json')
}

# Checks that do not hang on what the service answers.
function Test-Doctor {
    $done = Invoke-There $path @('doctor', 'cloudx-dev-server')
    foreach ($name in 'AWS config', 'identity', 'clock', 'key directory', 'public key', 'private key', 'ssh Include',
        'ssh HostName', 'ssh User', 'ssh ProxyCommand', 'ssh IdentityFile') {
        if ($done.Text -match "(?m)^ok +$name  ") { Write-Ok "doctor: $name" } else { Write-Failed "doctor: $name" }
    }
    Write-Said $done.Text
}

function Test-Connect {
    $done = Invoke-There $path @('connect', 'i-0123456789abcdef0', '22', '--profile', 'acceptance', '--timeout', '10')
    if ($done.Status -eq 255) { Write-Ok 'connect ends with 255' } else { Write-Failed "connect ended with $($done.Status)" }
    Write-Said $done.Text
}

$found = Get-Command $Program -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
if (-not $found) { Write-Output "There is no program ""$Program""."; exit 2 }
$path = $found.Source
$folder = Join-Path ([System.IO.Path]::GetTempPath()) ('cloudx-verify-' + [guid]::NewGuid().ToString('N'))
$null = New-Item -ItemType Directory -Path $folder
$job = $null
try {
    $portFile = Join-Path $folder 'port'
    $job = Start-Job -ScriptBlock $service -ArgumentList $portFile
    # Nothing of the user's is seen by what is started from here on.
    foreach ($name in @(Get-ChildItem Env: | Where-Object { $_.Name -like 'AWS_*' -or $_.Name -like '*_PROXY' } |
            ForEach-Object { $_.Name }) + 'USERPROFILE', 'HOME', 'APPDATA', 'LOCALAPPDATA') {
        $kept[$name] = [Environment]::GetEnvironmentVariable($name)
        Set-EnvironmentWord $name $null
    }
    for ($turn = 0; $turn -lt 300 -and -not (Test-Path -LiteralPath $portFile); $turn++) { Start-Sleep -Milliseconds 100 }
    $env:USERPROFILE = $folder
    $env:APPDATA = Join-Path $folder 'AppData\Roaming'
    $env:LOCALAPPDATA = Join-Path $folder 'AppData\Local'
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    $env:AWS_MAX_ATTEMPTS = '1'

    Write-Output "cloudx-proxy on $([Environment]::OSVersion.VersionString), PowerShell $($PSVersionTable.PSVersion)"
    Write-Output "program: $path, $((Get-Item -LiteralPath $path).Length) bytes"
    if (Get-Command ssh -ErrorAction SilentlyContinue) { Write-Said (Invoke-There (Get-Command ssh).Source @('-V')).Text }
    Test-Program
    if (Test-Path -LiteralPath $portFile) {
        $env:AWS_ENDPOINT_URL = 'http://127.0.0.1:' + [System.IO.File]::ReadAllText($portFile)
        Test-Setup
        Test-Doctor
        Test-Connect
    } else {
        Write-Failed 'nothing plays AWS: setup, list, doctor and connect were not tried'
        Write-Said (Receive-Job $job 2>&1 | Out-String)
    }
} finally {
    foreach ($name in 'AWS_ENDPOINT_URL', 'AWS_EC2_METADATA_DISABLED', 'AWS_MAX_ATTEMPTS') {
        Set-EnvironmentWord $name $null
    }
    foreach ($name in $kept.Keys) { Set-EnvironmentWord $name $kept[$name] }
    if ($job) { Stop-Job $job; Remove-Job $job -Force }
    Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
}
Write-Output ''
if ($script:failed -gt 0) {
    Write-Output "$($script:failed) checks FAILED, $($script:skipped) skipped. Please send this report in as an issue of the project."
    exit 1
}
Write-Output "All is well; $($script:skipped) skipped. Please send this report in, so that others know."
