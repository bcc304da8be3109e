# What all suites share: the module under test, the emulator and its control API, captured streams, and PowerShell
# sessions of their own with a host that a test answers for. Runs in Windows PowerShell 5.1 and in PowerShell 7.

Set-StrictMode -Version 2.0

$root = Split-Path (Split-Path $PSScriptRoot)
$modulePath = if ($env:PANTHERPS_MODULE) { $env:PANTHERPS_MODULE } else { Join-Path $root 'out/PantherPS/PantherPS.psd1' }
$modulePath = (Resolve-Path $modulePath).ProviderPath
$powerShell = & (Join-Path $root 'build/Get-PowerShellCommand.ps1')
$current = $null
$emulators = New-Object System.Collections.ArrayList
$callFolder = Join-Path $root 'tests/Calls'
$callData = @{}

Add-Type -AssemblyName System.Net.Http
$handler = New-Object System.Net.Http.HttpClientHandler
$handler.UseProxy = $false
$http = New-Object System.Net.Http.HttpClient $handler
$http.Timeout = [timespan]::FromSeconds(60)

if (-not ('PantherPS.Tests.ScriptedHost' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PantherPS.Tests
{
    /// <summary>A host whose questions a test sees and answers, from whatever thread.</summary>
    public sealed class ScriptedHost : PSHost
    {
        private readonly Guid _id = Guid.NewGuid();
        private readonly ScriptedUI _ui = new ScriptedUI();

        public ScriptedUI Script { get { return _ui; } }
        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
        public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
        public override Guid InstanceId { get { return _id; } }
        public override string Name { get { return "ScriptedHost"; } }
        public override PSHostUserInterface UI { get { return _ui; } }
        public override Version Version { get { return new Version(1, 0); } }
        public override void EnterNestedPrompt() { throw new NotSupportedException(); }
        public override void ExitNestedPrompt() { throw new NotSupportedException(); }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }
    }

    public sealed class ScriptedUI : PSHostUserInterface
    {
        private readonly ConcurrentQueue<string> _questions = new ConcurrentQueue<string>();
        private readonly ConcurrentQueue<string> _lines = new ConcurrentQueue<string>();
        private readonly ConcurrentQueue<FieldDescription> _fields = new ConcurrentQueue<FieldDescription>();
        private readonly BlockingCollection<string> _answers = new BlockingCollection<string>();

        /// <summary>The confirmation prompts so far.</summary>
        public string[] Questions { get { return _questions.ToArray(); } }

        /// <summary>What was written to the host, such as the text of -WhatIf.</summary>
        public string[] Lines { get { return _lines.ToArray(); } }

        /// <summary>The fields that were asked for.</summary>
        public FieldDescription[] Fields { get { return _fields.ToArray(); } }

        /// <summary>What is typed into a masked field; null where nobody is there to type.</summary>
        public SecureString Secret { get; set; }

        /// <summary>Answers the next confirmation prompt: Yes, No, Yes to All, No to All.</summary>
        public void Answer(string choice) { _answers.Add(choice); }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            _questions.Enqueue(message);
            string answer;
            if (!_answers.TryTake(out answer, 20000))
            {
                throw new HostException("Nobody answered: " + message);
            }

            for (int i = 0; i < choices.Count; i++)
            {
                if (choices[i].Label.Replace("&", "") == answer)
                {
                    return i;
                }
            }

            throw new HostException("There is no choice " + answer);
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            var answers = new Dictionary<string, PSObject>();
            foreach (FieldDescription field in descriptions)
            {
                _fields.Enqueue(field);
                if (Secret == null)
                {
                    throw new HostException("Nobody is there.");
                }

                answers[field.Name] = PSObject.AsPSObject(Secret);
            }

            return answers;
        }

        public override PSHostRawUserInterface RawUI { get { return null; } }
        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { throw new HostException("Nobody is there."); }
        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) { throw new HostException("Nobody is there."); }
        public override string ReadLine() { throw new HostException("Nobody is there."); }
        public override SecureString ReadLineAsSecureString() { throw new HostException("Nobody is there."); }
        public override void Write(string value) { _lines.Enqueue(value); }
        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { _lines.Enqueue(value); }
        public override void WriteLine(string value) { _lines.Enqueue(value); }
        public override void WriteDebugLine(string message) { }
        public override void WriteErrorLine(string value) { }
        public override void WriteProgress(long sourceId, ProgressRecord record) { }
        public override void WriteVerboseLine(string message) { }
        public override void WriteWarningLine(string message) { }
    }
}
'@
}

# --- the module under test

function Get-ModulePath {
    # The manifest of the module under test.
    $modulePath
}

function Get-RepositoryPath {
    # A path in the repository.
    param([string] $Child = '.')
    Join-Path $root $Child
}

function Import-ModuleUnderTest {
    Import-Module $modulePath -Global
}

# --- the emulator

function Start-Emulator {
    # Starts an emulator, which the functions below talk to from then on; it ends with this process at the latest.
    [CmdletBinding()]
    param(
        # More options of its command line.
        [string] $Options = '',
        # The functions go on to talk to the one before.
        [switch] $Aside
    )
    $tool = Join-Path $root 'emulator/bin/Release/net10.0/Panther.Emulator.dll'
    $start = New-Object System.Diagnostics.ProcessStartInfo 'dotnet', ('"{0}" --port 0 --json --exit-with-stdin {1}' -f $tool, $Options)
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) {
        throw "The emulator did not start; 'dotnet build emulator -c Release' builds it."
    }

    $tenant = ConvertFrom-Json $line
    $control = if ($tenant.PSObject.Properties['controlUrl']) { $tenant.controlUrl } else { $tenant.url }
    $emulator = [pscustomobject]@{ Url = $tenant.url; ControlUrl = $control; GraphQLUrl = $tenant.graphqlUrl; Tokens = $tenant.tokens; Process = $process }
    [void] $emulators.Add($emulator)
    if (-not $Aside) {
        $script:current = $emulator
    }

    $emulator
}

function Stop-Emulator {
    # Ends all emulators that were started.
    [CmdletBinding()]
    param()
    foreach ($emulator in $emulators) {
        $emulator.Process.StandardInput.Close()
        [void] $emulator.Process.WaitForExit(10000)
    }

    $emulators.Clear()
    $script:current = $null
}

function Send-Control {
    # A request of the control API.
    param([string] $Method, [string] $Path, $Body, $Emulator = $current)
    $request = New-Object System.Net.Http.HttpRequestMessage (New-Object System.Net.Http.HttpMethod $Method), "$($Emulator.ControlUrl)/_emulator/$Path"
    if ($PSBoundParameters.ContainsKey('Body')) {
        $json = ConvertTo-Json -InputObject $Body -Depth 20 -Compress
        $request.Content = New-Object System.Net.Http.StringContent $json, ([Text.Encoding]::UTF8), 'application/json'
    }

    $response = $http.SendAsync($request).GetAwaiter().GetResult()
    $text = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
    if (-not $response.IsSuccessStatusCode) {
        throw "The emulator refused $Method $Path`: $text"
    }

    if ($text) {
        $value = ConvertFrom-Json $text
        $value
    }
}

function Reset-Emulator {
    # Back to an empty tenant, or one with made-up sources; takes the emulator's settings.
    [CmdletBinding()]
    param([int] $Sources = 0, [hashtable] $Settings = @{}, $Emulator = $current)
    [void] (Send-Control POST reset @{ sources = $Sources; settings = $Settings } -Emulator $Emulator)
}

function Add-RawSource {
    # Adds sources to the tenant as the emulator stores them, and returns them.
    param([Parameter(Mandatory = $true)] [hashtable[]] $Source, $Emulator = $current)
    Send-Control POST sources $Source -Emulator $Emulator
}

function Add-RawAlert {
    # Adds alerts to the tenant as the emulator stores them, and returns them.
    param([Parameter(Mandatory = $true)] [hashtable[]] $Alert, $Emulator = $current)
    Send-Control POST alerts $Alert -Emulator $Emulator
}

function Get-RawAlert {
    # An alert as the emulator stores it, or all of them.
    param([string] $Id, $Emulator = $current)
    Send-Control GET $(if ($Id) { "alerts/$Id" } else { 'alerts' }) -Emulator $Emulator
}

function Add-S3Source {
    # Adds one S3 source that has everything, with what is given in place of it; returns its id.
    param([hashtable] $With = @{}, $Emulator = $current)
    $source = (Get-CallData PantherS3LogSource).Source
    foreach ($name in $With.Keys) {
        $source[$name] = $With[$name]
    }

    (Add-RawSource $source -Emulator $Emulator).integrationId
}

function Add-PlainSource {
    # Adds S3 sources with these labels, and returns their ids in this order.
    param([string[]] $Label, $Emulator = $current)
    $sources = @($Label | ForEach-Object { @{ integrationLabel = $_; logTypes = @('AWS.ALB'); logProcessingRole = 'arn:aws:iam::123456789012:role/r'; s3PrefixLogTypes = @(@{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @() }) } })
    Add-RawSource $sources -Emulator $Emulator | ForEach-Object { $_.integrationId }
}

function Get-RawSource {
    # A source as the emulator stores it, or all of them.
    param([string] $Id, $Emulator = $current)
    if ($Id) {
        Send-Control GET "sources/$Id" -Emulator $Emulator
    }
    else {
        Send-Control GET sources -Emulator $Emulator
    }
}

function Get-SourceState {
    # A source as the emulator stores it, as paths such as config.authMethod with their values in JSON; without when it was changed.
    param([string] $Id, $Emulator = $current)
    $state = @{}
    Add-SourceState $state '' (Get-RawSource $Id -Emulator $Emulator)
    $state.Remove('lastModified')
    $state
}

function Add-SourceState([hashtable] $State, [string] $Path, $Value) {
    if ($Value -isnot [System.Management.Automation.PSCustomObject]) {
        $State[$Path] = ConvertTo-Json -InputObject $Value -Depth 10 -Compress
        return
    }

    foreach ($property in $Value.PSObject.Properties) {
        Add-SourceState $State ("$Path.$($property.Name)".TrimStart('.')) $property.Value
    }
}

function Compare-SourceState {
    # The paths in which two states of Get-SourceState differ, in order.
    param([hashtable] $Before, [hashtable] $After)
    @($Before.Keys) + @($After.Keys) | Sort-Object -Unique | Where-Object { $Before[$_] -cne $After[$_] }
}

function Get-SentField {
    # What the last REST request of an operation sent, as lines such as authMethod="None", in order.
    param([string] $Operation)
    $fields = @{}
    Add-SourceState $fields '' @(Get-Request $Operation)[-1].body
    $fields.Keys | Sort-Object | ForEach-Object { "$_=$($fields[$_])" }
}

function Edit-RawSource {
    # Changes a source behind the module's back.
    param([string] $Id, [hashtable] $With, $Emulator = $current)
    [void] (Send-Control PATCH "sources/$Id" $With -Emulator $Emulator)
}

function Add-Fault {
    # Switches faults on; the emulator's README says what they are. Returns their ids.
    param([Parameter(Mandatory = $true)] [hashtable[]] $Fault, $Emulator = $current)
    Send-Control POST faults $Fault -Emulator $Emulator | ForEach-Object { $_.id }
}

function Clear-Fault {
    # Switches all faults off; what they hold up goes on.
    param($Emulator = $current)
    [void] (Send-Control DELETE faults -Emulator $Emulator)
}

function Get-Request {
    # The API requests since the reset or the last connect, oldest first.
    param([string] $Operation = '*', [string] $Kind = '*', $Emulator = $current)
    Send-Control GET requests -Emulator $Emulator | Where-Object { $_.operation -like $Operation -and $_.kind -like $Kind }
}

function Clear-Request {
    # Forgets the API requests so far.
    param($Emulator = $current)
    [void] (Send-Control DELETE requests -Emulator $Emulator)
}

function Get-Stat {
    # The emulator's counters: inFlight, maxInFlight and others.
    param($Emulator = $current)
    Send-Control GET stats -Emulator $Emulator
}

# --- connections

function Get-TestToken {
    # One of the emulator's tokens: full, logSources, readOnly, none, expired.
    param([string] $Name = 'full', [switch] $AsPlainText, $Emulator = $current)
    $value = $Emulator.Tokens.$Name
    if ($AsPlainText) { $value } else { ConvertTo-TestSecret $value }
}

function ConvertTo-TestSecret {
    # A text as SecureString.
    param([string] $Text)
    $secret = New-Object System.Security.SecureString
    $Text.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
    $secret
}

function Connect-TestTenant {
    # Connects this session, and forgets the requests that this took.
    param([string] $Name = 'default', [string] $Token = 'full', [hashtable] $With = @{}, $Emulator = $current)
    Connect-Panther $Emulator.Url -ApiToken (Get-TestToken $Token -Emulator $Emulator) -Name $Name @With
    Clear-Request -Emulator $Emulator
}

# --- running commands

function Invoke-Recorded {
    # Runs commands, and returns what they wrote to each stream; a terminating error is the Failure.
    param([scriptblock] $Script)
    $records = New-Object System.Collections.ArrayList
    $failure = $null
    try {
        & $Script *>&1 | ForEach-Object { [void] $records.Add($_) }
    }
    catch {
        $failure = $_
    }

    [pscustomobject]@{
        Output = @($records | Where-Object { -not (Test-Record $_) })
        Errors = @($records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        Warnings = @($records | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object { $_.Message })
        Verbose = @($records | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object { $_.Message })
        Debug = @($records | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object { $_.Message })
        Information = @($records | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object { [string] $_ })
        Failure = $failure
    }
}

function Test-Record($Record) {
    $Record -is [System.Management.Automation.ErrorRecord] -or $Record -is [System.Management.Automation.InformationalRecord] -or
        $Record -is [System.Management.Automation.InformationRecord]
}

function Get-ErrorOf {
    # Runs commands that end in exactly one error, and returns it; says whether it terminated them.
    param([scriptblock] $Script)
    $recorded = Invoke-Recorded $Script
    $found = @($recorded.Errors) + @($recorded.Failure | Where-Object { $_ })
    if ($found.Count -ne 1) {
        throw "One error was expected, there were $($found.Count): $($found -join ' | ')"
    }

    $found[0] | Add-Member -NotePropertyName IsTerminating -NotePropertyValue ($null -ne $recorded.Failure) -Force -PassThru
}

function Wait-Until {
    # Waits until something is so, and fails where that takes too long.
    param([scriptblock] $Condition, [int] $Seconds = 20)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) {
            throw "This did not come true within $Seconds seconds: $Condition"
        }

        Start-Sleep -Milliseconds 15
    }
}

function Invoke-ChildPowerShell {
    # Runs a script in a PowerShell process of its own, which nobody can answer; returns what it printed, and its exit code.
    param([string] $Script, [hashtable] $Environment = @{}, [switch] $Interactive)
    $file = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N') + '.ps1')
    Set-Content -LiteralPath $file -Value $Script -Encoding UTF8
    $arguments = @($powerShell.Arguments) + '-NoProfile', $(if (-not $Interactive) { '-NonInteractive' }), '-File', $file | Where-Object { $_ } | ForEach-Object { '"{0}"' -f $_ }
    $start = New-Object System.Diagnostics.ProcessStartInfo $powerShell.File, ($arguments -join ' ')
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    foreach ($name in $Environment.Keys) {
        $start.EnvironmentVariables[$name] = $Environment[$name]
    }

    try {
        $process = [System.Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        [pscustomobject]@{ Output = $output; Errors = $errors.Result; ExitCode = $process.ExitCode }
    }
    finally {
        Remove-Item -LiteralPath $file
    }
}

# --- sessions of their own

function New-Session {
    # A runspace with the module under test, a host that a test answers for, and the variables $url and $token. It is connected unless told otherwise.
    [CmdletBinding()]
    param([switch] $NotConnected, [string] $Token = 'full', [hashtable] $With = @{}, $Emulator = $current)
    $host_ = New-Object PantherPS.Tests.ScriptedHost
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]] @($modulePath))
    $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($host_, $state)
    $runspace.Open()
    $runspace.SessionStateProxy.SetVariable('url', $Emulator.Url)
    $runspace.SessionStateProxy.SetVariable('token', (Get-TestToken $Token -Emulator $Emulator))
    $session = [pscustomobject]@{ Runspace = $runspace; Host = $host_.Script }
    if (-not $NotConnected) {
        $made = Invoke-InSession $session { param($with) Connect-Panther $url -ApiToken $token @with } @{ with = $With }
        if ($made.Errors) {
            throw $made.Errors[0]
        }

        Clear-Request -Emulator $Emulator
    }

    $session
}

function Remove-Session {
    # Ends sessions.
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline = $true)] $Session)
    process {
        if ($Session) {
            $Session.Runspace.Dispose()
        }
    }
}

function Start-InSession {
    # Begins a script in a session, on another thread.
    [CmdletBinding()]
    param($Session, [scriptblock] $Script, [hashtable] $Arguments = @{})
    $powerShell = [System.Management.Automation.PowerShell]::Create()
    $powerShell.Runspace = $Session.Runspace
    [void] $powerShell.AddScript($Script.ToString()).AddParameters($Arguments)
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $nothing = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $nothing.Complete()
    [pscustomobject]@{ PowerShell = $powerShell; Output = $output; Result = $powerShell.BeginInvoke($nothing, $output) }
}

function Receive-InSession {
    # Waits for the end of a script that was begun, and returns what it wrote, terminating errors among the Errors.
    param($Running, [int] $Seconds = 30)
    try {
        if (-not $Running.Result.AsyncWaitHandle.WaitOne($Seconds * 1000)) {
            throw "The script did not end within $Seconds seconds."
        }

        $streams = $Running.PowerShell.Streams
        $errors = @($streams.Error | ForEach-Object { $_ })
        if ($Running.PowerShell.InvocationStateInfo.State -eq 'Failed') {
            $errors += $Running.PowerShell.InvocationStateInfo.Reason.ErrorRecord
        }

        [pscustomobject]@{
            Output = @($Running.Output | ForEach-Object { $_ })
            Errors = $errors
            Warnings = @($streams.Warning | ForEach-Object { $_.Message })
            Verbose = @($streams.Verbose | ForEach-Object { $_.Message })
            Progress = @($streams.Progress | ForEach-Object { $_ })
            State = $Running.PowerShell.InvocationStateInfo.State
        }
    }
    finally {
        $Running.PowerShell.Dispose()
    }
}

function Stop-InSession {
    # Stops a script that was begun, as Ctrl+C does, and fails where that takes longer than some seconds.
    [CmdletBinding()]
    param($Running, [int] $Seconds = 5)
    $stopping = $Running.PowerShell.BeginStop($null, $null)
    if (-not $stopping.AsyncWaitHandle.WaitOne($Seconds * 1000)) {
        # So that the session can be used or ended all the same.
        Clear-Fault
        [void] $stopping.AsyncWaitHandle.WaitOne(60000)
        throw "The script did not stop within $Seconds seconds."
    }

    $Running.PowerShell.EndStop($stopping)
    $Running.PowerShell.InvocationStateInfo.State
    $Running.PowerShell.Dispose()
}

function Invoke-InSession {
    # Runs a script in a session, and returns what it wrote.
    param($Session, [scriptblock] $Script, [hashtable] $Arguments = @{})
    Receive-InSession (Start-InSession $Session $Script $Arguments)
}

# --- every cmdlet, by reflection

function Get-ExportedCmdlet {
    # The cmdlets that the module exports, or one of them.
    param([string] $Name = '*')
    Get-Command $Name -Module PantherPS -CommandType Cmdlet
}

function Get-OwnParameter {
    # The parameters of a cmdlet that are its own.
    param([System.Management.Automation.CmdletInfo] $Cmdlet)
    $common = @([System.Management.Automation.PSCmdlet]::CommonParameters) + @([System.Management.Automation.PSCmdlet]::OptionalCommonParameters)
    $Cmdlet.Parameters.Values | Where-Object { $common -notcontains $_.Name }
}

function Get-CmdletCall {
    # For each parameter set of each cmdlet, or of one, one call, as the names of the parameters that it takes. Set- cmdlets get something to change.
    param([string] $Cmdlet = '*')
    foreach ($one in Get-ExportedCmdlet $Cmdlet) {
        foreach ($set in $one.ParameterSets) {
            $names = @($set.Parameters | Where-Object { $_.IsMandatory } | ForEach-Object { $_.Name })
            $wanted = @((Get-CallData $one.Noun).Optional[$one.Verb])
            $names += @($set.Parameters | Where-Object { -not $_.IsMandatory -and $wanted -contains $_.Name } | ForEach-Object { $_.Name })
            @{ Cmdlet = $one.Name; Set = $set.Name; Names = $names; Changes = $one.Parameters.ContainsKey('WhatIf'); Verb = $one.Verb; Noun = $one.Noun }
        }
    }
}

function New-Scene {
    # A tenant with one source of each kind that the API can configure, all with an alarm; returns their ids.
    [CmdletBinding()]
    param()
    Reset-Emulator
    $ids = @{}
    $queries = @{}
    foreach ($file in Get-ChildItem $callFolder -Filter *.psd1) {
        $data = Get-CallData $file.BaseName
        if ($data.Source) {
            $ids[$data.Kind] = (Add-RawSource $data.Source).integrationId
        }

        if ($data.Alert) {
            [void] (Add-RawAlert $data.Alert)
        }

        if ($data.Query) {
            $queries[$data.Kind] = (Send-Control POST queries @{ sql = $data.Query }).id
        }
    }

    foreach ($kind in @($ids.Keys)) {
        Send-Api PUT "/log-source-alarms/$($ids[$kind])/SOURCE_NO_DATA" @{ minutesThreshold = 60 }
    }

    Clear-Request
    $ids + $queries
}

function Send-Api {
    # A request of the emulated API itself, past the module.
    param([string] $Method, [string] $Path, $Body)
    $request = New-Object System.Net.Http.HttpRequestMessage (New-Object System.Net.Http.HttpMethod $Method), "$($current.Url)$Path"
    [void] $request.Headers.TryAddWithoutValidation('X-API-Key', $current.Tokens.full)
    $request.Content = New-Object System.Net.Http.StringContent (ConvertTo-Json $Body -Compress), ([Text.Encoding]::UTF8), 'application/json'
    $response = $http.SendAsync($request).GetAwaiter().GetResult()
    if (-not $response.IsSuccessStatusCode) {
        throw "The emulator refused $Method $Path`: $($response.StatusCode)"
    }
}

function Get-CallData {
    # What tests/Calls says about a noun: its own file over that for all (the README there says what stands in them).
    param([string] $Noun)
    if (-not $callData.ContainsKey($Noun)) {
        $common = Import-PowerShellDataFile (Join-Path $callFolder Common.psd1)
        $file = Join-Path $callFolder "$Noun.psd1"
        $own = if (Test-Path $file) { Import-PowerShellDataFile $file } else { @{} }
        $values = $common.Values.Clone()
        if ($own['Values']) {
            $own['Values'].Keys | ForEach-Object { $values[$_] = $own['Values'][$_] }
        }

        $callData[$Noun] = @{
            Kind = if ($own['Kind']) { $own['Kind'] } else { $common.Kind }
            Source = $own['Source']
            Alert = $own['Alert']
            Query = $own['Query']
            Optional = $common.Optional
            Values = $values
        }
    }

    # A copy each time: callers change the source.
    $copy = $callData[$Noun].Clone()
    $copy.Source = if ($copy.Source) { $copy.Source.Clone() }
    $copy
}

function Get-CallArgument {
    # The arguments of a call of Get-CmdletCall, for a scene of New-Scene. Files that it takes are made in a folder.
    param([hashtable] $Call, [hashtable] $Scene, [string] $Folder)
    $data = Get-CallData $Call.Noun
    $parameters = (Get-Command $Call.Cmdlet).Parameters
    $arguments = @{}
    foreach ($name in $Call.Names) {
        # Of two ways to name the same thing a call takes one.
        if ($name -eq 'Credentials' -and $Call.Names -contains 'CredentialsPath') {
            continue
        }

        # A value of a verb of its own comes before that of the parameter.
        $key = if ($data.Values.ContainsKey("$($Call.Verb).$name")) { "$($Call.Verb).$name" } else { $name }
        if (-not $data.Values.ContainsKey($key)) {
            throw "tests/Calls has no value for the parameter -$name of $($Call.Cmdlet): add one to $($Call.Noun).psd1, or to Common.psd1 if it suits every noun."
        }

        $arguments[$name] = ConvertTo-CallArgument $data.Values[$key] $parameters[$name].ParameterType $data.Kind $Scene $Folder
    }

    $arguments
}

function ConvertTo-CallArgument($Value, [type] $Type, [string] $Kind, [hashtable] $Scene, [string] $Folder) {
    if ($Value -is [hashtable] -and $Value.ContainsKey('Source')) {
        return Get-PantherLogSource -Id $Scene[$Kind] -Connection (Connect-TestTenant -Name scene)
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('Read')) {
        $by = @{ $(if ($Value['By']) { $Value.By } else { 'Id' }) = Expand-CallText $Value.Id $Kind $Scene }
        return & $Value.Read @by -Connection (Connect-TestTenant -Name scene)
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('Object')) {
        return $Value.Object.Clone()
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('Folder')) {
        # A folder of its own for each call, since a cmdlet may write into it.
        $Folder = Join-Path $Folder "$($Value.Folder)-$([guid]::NewGuid().ToString('N'))"
        [void] (New-Item $Folder -ItemType Directory)
        if (-not $Value.ContainsKey('File')) {
            return $Folder
        }
    }

    if ($Value -is [hashtable] -and $Value.ContainsKey('File')) {
        $file = Join-Path $Folder $Value.File
        Set-Content -LiteralPath $file -Value (Expand-CallText $Value.Text $Kind $Scene)
        $path = if ($Value.ContainsKey('Folder')) { $Folder } else { $file }
        return $path
    }

    if ($Value -isnot [string]) {
        return , $Value
    }

    $text = Expand-CallText $Value $Kind $Scene
    if ($Type -eq [System.Security.SecureString]) {
        ConvertTo-TestSecret $text
    }
    elseif ($Type -eq [System.Management.Automation.PSCredential]) {
        $user, $password = $text -split ':', 2
        New-Object System.Management.Automation.PSCredential $user, (ConvertTo-TestSecret $password)
    }
    else {
        $text
    }
}

function Expand-CallText([string] $Text, [string] $Kind, [hashtable] $Scene) {
    $Text = $Text.Replace('{Id}', $Scene[$Kind]).Replace('{Url}', $current.Url).Replace('{Token}', (Get-TestToken -AsPlainText))
    foreach ($name in $Scene.Keys) {
        $Text = $Text.Replace("{Id.$name}", $Scene[$name])
    }

    if ($Text.Contains('{TokenId}')) {
        $Text = $Text.Replace('{TokenId}', (Send-Control GET tokens | Where-Object name -EQ none).id)
    }

    $Text
}

Export-ModuleMember -Function *
