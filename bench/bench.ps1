# Measures the module against what people use today, alternating in one run, and writes docs/performance.md.
# Every figure is a ratio of medians; the absolute times say only what the ratios were made of.
[CmdletBinding()]
param(
    # The manifest of the built module.
    [Parameter(Mandatory = $true)] [string] $Module,
    # What to measure; the page is written only where all is.
    [string[]] $Row,
    # How often each thing is measured.
    [ValidateRange(7, 99)] [int] $Rounds = 15,
    # What is measured before, and not counted.
    [int] $WarmUp = 10
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = Split-Path $PSScriptRoot
$everything = 'list', 'memory', 'creates', 'gets', 'updates', 'removes', 'parallel', 'rate', 'compare', 'sync', 'health', 'report', 'lake',
    'connections', 'import', 'process'
$Row = if ($Row) { $Row -split ',' } else { $everything }
$rows = [Collections.Generic.List[object]]::new()
$Module = (Resolve-Path $Module).Path
Import-Module $Module

function Start-Emulator {
    $tenant = & "$root/build/Start-Emulator.ps1" @args
    $tenant | Add-Member Secret (ConvertTo-SecureString $tenant.token -AsPlainText -Force) -PassThru
}

function Stop-Emulator {
    param($Tenant)
    $Tenant.Process.StandardInput.Close()
    $Tenant.Process.WaitForExit()
}

function Reset-Emulator {
    param($Tenant, [hashtable] $Settings)
    $null = Invoke-RestMethod "$($Tenant.url)/_emulator/reset" -Method Post -ContentType application/json -Body ($Settings | ConvertTo-Json)
}

function Measure-Milliseconds {
    param([scriptblock] $Work)
    [GC]::Collect()
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & $Work
    $clock.Elapsed.TotalMilliseconds
}

function Get-Median {
    param([double[]] $Values)
    ($Values | Sort-Object)[[math]::Floor($Values.Count / 2)]
}

function Measure-Alternating {
    # The things are measured in turn, so that what slows the machine slows all of them, and in another order each round,
    # since what ran before has its effect on what runs next.
    param(
        [System.Collections.Specialized.OrderedDictionary] $Things, [int] $Count = $Rounds, [int] $Warm = $WarmUp,
            [scriptblock] $Before = {})
    $times = @{}
    foreach ($name in $Things.Keys) {
        $times[$name] = [Collections.Generic.List[double]]::new()
    }

    for ($round = -$Warm; $round -lt $Count; $round++) {
        foreach ($name in @($Things.Keys) | Sort-Object { Get-Random }) {
            . $Before
            $time = Measure-Milliseconds $Things[$name]
            if ($round -ge 0) {
                $times[$name].Add($time)
            }
        }
    }

    $medians = @{}
    foreach ($name in $Things.Keys) {
        $medians[$name] = Get-Median $times[$name]
        Write-Host ('  {0,-42} {1,9:n1} ms' -f $name, $medians[$name])
    }

    $medians
}

function Add-Row {
    param([string] $Measure, [string] $Bar, [string] $Found, [bool] $Met)
    $rows.Add(
        [pscustomobject]@{
            Measure = $Measure
            Bar = $Bar
            Found = $Found
            Met = $(if ($Bar -eq '(no bar)') { '' } elseif ($Met) { 'yes' } else { '**no**' })
        })
    Write-Host ('{0}: {1} (bar: {2})' -f $Measure, $Found, $Bar)
}

function Measure-Row {
    # Runs what measures the rows of a name, with an emulator of their own; what fails is a row too, and ends nothing else.
    param([string] $Name, [string[]] $Emulator, [scriptblock] $Work)
    if ($Row -notcontains $Name) {
        return
    }

    Write-Host "`n$Name"
    try {
        $tenant = Start-Emulator @Emulator
        try {
            . $Work
        }
        finally {
            Stop-Emulator $tenant
        }
    }
    catch {
        Add-Row $Name 'runs to its end' "failed: $_" $false
    }
}

function Get-Document {
    param([string[]] $Names)
    ($Names | ForEach-Object {
        Get-Content "$root/src/Panther.Client/LogSources/$_.graphql"
    } | Where-Object { $_ -notlike '#*' }) -join "`n"
}

$listBody = @{
    operationName = 'ListSources'
    query         = Get-Document ListSources, LogSourceFields, LogStreamTypeOptionsFields
    variables     = @{ withCreatedBy = $true }
} | ConvertTo-Json

# --- The list ---------------------------------------------------------------------------------------------------
Measure-Row list '--sources', '10000' {
    Reset-Emulator $tenant @{ sources = 10000; allS3 = $true }
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    $headers = @{ 'X-API-Key' = $tenant.token }
    $null = Invoke-RestMethod $tenant.graphqlUrl -Method Post -Headers $headers -ContentType application/json -Body $listBody `
        -SessionVariable web
    $http = [Net.Http.HttpClient]::new()
    $http.DefaultRequestHeaders.Add('X-API-Key', $tenant.token)
    function Read-Raw {
        $content = [Net.Http.StringContent]::new($listBody, [Text.Encoding]::UTF8, 'application/json')
        $answer = $http.PostAsync($tenant.graphqlUrl, $content).GetAwaiter().GetResult()
        $answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult().Length
    }

    $bytes = Read-Raw
    $list = Measure-Alternating ([ordered]@{
            'raw bytes through HttpClient' = { Read-Raw }
            'Get-PantherLogSource'         = { @(Get-PantherLogSource) }
            'its first object'             = { Get-PantherLogSource | Select-Object -First 1 }
            'Invoke-RestMethod'            = {
                @((Invoke-RestMethod $tenant.graphqlUrl -Method Post -Headers $headers -ContentType application/json -Body $listBody -WebSession $web).data.sources.edges.node)
            }
        })
    $ratio = $list['Invoke-RestMethod'] / $list['Get-PantherLogSource']
    Add-Row 'list 10,000 sources to objects, against `Invoke-RestMethod`' 'at least 12 times as fast' ('{0:n1} times as fast' -f $ratio) ($ratio -ge 12)
    $ratio = $list['Get-PantherLogSource'] / $list['raw bytes through HttpClient']
    Add-Row ('the same, against the raw download of its {0:n1} MB' -f ($bytes / 1MB)) 'at most 6 times' ('{0:n1} times' -f $ratio) ($ratio -le 6)
    $ratio = $list['its first object'] / $list['Get-PantherLogSource']
    Add-Row 'time to the first object of that list' 'at most 0.1 of the whole' ('{0:n2} of the whole' -f $ratio) ($ratio -le 0.1)
}

Measure-Row memory '--sources', '100000' {
    Reset-Emulator $tenant @{ sources = 100000; allS3 = $true }
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret -TimeoutSec 600
    $script:peak = 0
    $null = Get-PantherLogSource | Select-Object -First 1
    $before = [GC]::GetTotalMemory($true)
    $seen = 0
    Get-PantherLogSource | ForEach-Object {
        if (++$seen % 5000 -eq 0) {
            $script:peak = [math]::Max($script:peak, [GC]::GetTotalMemory($true) - $before)
        }
    } | Out-Null
    Add-Row 'managed memory while listing 100,000 to `Out-Null`' 'grows by less than 40 MB' ('{0:n1} MB, {1:n0} sources' -f ($peak / 1MB), $seen) ($peak -lt 40MB -and $seen -eq 100000)
}

# --- Many requests in flight ------------------------------------------------------------------------------------
$howMany = 400
$latency = 50
$limit = 16
$ideal = $howMany / $limit * $latency
$createDocument = Get-Document CreateS3LogSource, LogSourceFields, LogStreamTypeOptionsFields
$updateDocument = Get-Document UpdateS3LogSource, LogSourceFields, LogStreamTypeOptionsFields
$getDocument = Get-Document GetSource, LogSourceFields, LogStreamTypeOptionsFields
$deleteDocument = Get-Document DeleteSource
function Send-GraphQL {
    param([string] $Query, [hashtable] $Variables)
    $body = @{ query = $Query; variables = $Variables } | ConvertTo-Json -Depth 8
    (Invoke-RestMethod $tenant.graphqlUrl -Method Post -Headers @{
        'X-API-Key' = $tenant.token
    } -ContentType application/json -Body $body -WebSession $web).data
}

$common = @{
    LogProcessingRole = 'arn:aws:iam::123456789012:role/PantherLogProcessingRole-bench'
    AwsAccountId = '123456789012'; LogStreamType = 'JSON'; S3Bucket = 'bench'; Prefix = ''; LogType = 'AWS.ALB'
}
# A key that no made-up source has, so that every update changes something and is sent.
$newKey = 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-00000000beec'
$labels = 1..$howMany | ForEach-Object { [pscustomobject]@{ Label = "bench $_" } }
function New-Input {
    param([string] $Label)
    @{
        label = $Label
        awsAccountId = '123456789012'
        s3Bucket = 'bench'
        logProcessingRole = $common.LogProcessingRole
        logStreamType = 'JSON'
        managedBucketNotifications = $false; s3PrefixLogTypes = @(@{ prefix = ''; logTypes = @('AWS.ALB'); excludedPrefixes = @() })
    }
}

$kinds = [ordered]@{
    creates = @{
        Requests = 1
        Ours     = { $labels | New-PantherS3LogSource @common -ThrottleLimit $limit }
        Loop     = { foreach ($l in $labels) { Send-GraphQL $createDocument @{ input = New-Input $l.Label; withCreatedBy = $false } } }
    }
    gets    = @{
        Requests = 1
        Ours     = { $ids | Get-PantherLogSource -ThrottleLimit $limit }
        Loop     = { foreach ($id in $ids) { Send-GraphQL $getDocument @{ id = $id; withCreatedBy = $true } } }
    }
    updates = @{
        Requests = 2
        Ours     = { $ids | Set-PantherS3LogSource -KmsKey $newKey -ThrottleLimit $limit }
        Loop     = {
            foreach ($id in $ids) {
                $found = (Send-GraphQL $getDocument @{ id = $id; withCreatedBy = $true }).source
                $change = New-Input $found.integrationLabel
                $change.Remove('awsAccountId'); $change.Remove('s3Bucket'); $change.id = $id; $change.kmsKey = $newKey
                $null = Send-GraphQL $updateDocument @{ input = $change; withCreatedBy = $false }
            }
        }
    }
    removes = @{
        Requests = 1
        Ours     = { $ids | Remove-PantherLogSource -Confirm:$false -ThrottleLimit $limit }
        Loop     = { foreach ($id in $ids) { Send-GraphQL $deleteDocument @{ id = $id } } }
    }
}
$filled = {
    Reset-Emulator $tenant @{ sources = $howMany; allS3 = $true; latency = $latency }
    $ids = @((Invoke-RestMethod "$($tenant.url)/_emulator/sources") | ForEach-Object integrationId)
}
$empty = { Reset-Emulator $tenant @{ sources = 0; latency = $latency } }
foreach ($kind in $kinds.Keys) {
    Measure-Row $kind '--latency', $latency {
        $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
        $null = Invoke-RestMethod "$($tenant.url)/_emulator/state" -SessionVariable web
        $fill = if ($kind -eq 'creates') { $empty } else { $filled }
        $times = Measure-Alternating ([ordered]@{
                "$howMany $kind"           = $kinds[$kind].Ours
                "$howMany $kind in a loop" = $kinds[$kind].Loop
            }) 7 1 $fill
        $best = $ideal * $kinds[$kind].Requests
        $ratio = $times["$howMany $kind"] / $best
        Add-Row ('{0} {1}, against the ideal of {2:n0} ms' -f $howMany, $kind, $best) 'at most 1.25 times' ('{0:n2} times' -f $ratio) ($ratio -le 1.25)
        $ratio = $times["$howMany $kind in a loop"] / $times["$howMany $kind"]
        Add-Row ('{0} {1}, against the loop with one WebSession' -f $howMany, $kind) 'at least 12 times as fast' ('{0:n1} times as fast' -f $ratio) ($ratio -ge 12)
    }
}

Measure-Row parallel '--latency', $latency {
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    $parallel = Measure-Alternating ([ordered]@{
            '400 gets' = { $ids | Get-PantherLogSource -ThrottleLimit $limit }
            '400 gets, ForEach-Object -Parallel' = {
                # A WebSession each: one that two requests share at a time gives one of them the headers of the other.
                $sessions = [Collections.Concurrent.ConcurrentDictionary[guid, Microsoft.PowerShell.Commands.WebRequestSession]]::new()
                $ids | ForEach-Object -ThrottleLimit $limit -Parallel {
                    $web = ($using:sessions).GetOrAdd(
                        [runspace]::DefaultRunspace.InstanceId, [Microsoft.PowerShell.Commands.WebRequestSession]::new())
                    $body = @{ query = $using:getDocument; variables = @{ id = $_; withCreatedBy = $true } } | ConvertTo-Json
                    (Invoke-RestMethod $using:tenant.graphqlUrl -Method Post -Headers @{
                        'X-API-Key' = $using:tenant.token
                    } -ContentType application/json -Body $body -WebSession $web).data
                }
            }
        }) 7 1 $filled
    $ratio = $parallel['400 gets, ForEach-Object -Parallel'] / $parallel['400 gets']
    Add-Row '400 gets, against `ForEach-Object -Parallel` with `Invoke-RestMethod`' '(no bar)' ('{0:n1} times as fast' -f $ratio) $true
}

# Few requests a second are let through; what is turned away comes again, and all has to arrive.
Measure-Row rate '--sources', '60', '--rate', '5' {
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret -SkipVerification
    $ids = @((Invoke-RestMethod "$($tenant.url)/_emulator/sources") | ForEach-Object integrationId)
    foreach ($throttle in 8, 32) {
        $time = Measure-Milliseconds {
            $script:read = @($ids | Get-PantherLogSource -ThrottleLimit $throttle -ErrorAction SilentlyContinue).Count
        }
        $ratio = $time / 12000
        Add-Row "60 gets where 5 a second pass, ``-ThrottleLimit $throttle``, against the ideal of 12 s" 'all arrive, in at most 1.5 times' ('{0} arrive, in {1:n2} times' -f $script:read, $ratio) ($script:read -eq 60 -and $ratio -le 1.5)
    }
}

# --- Definitions ------------------------------------------------------------------------------------------------
function ConvertTo-Definition {
    # The S3 sources that are piped in, as definitions that say nothing of alarms.
    param([hashtable] $Change = @{})
    process {
        $definition = @{
            Kind = 's3'; Label = $_.Label; AwsAccountId = $_.AwsAccountId; S3Bucket = $_.S3Bucket; LogProcessingRole = $_.LogProcessingRole
            LogStreamType = $_.LogStreamType; KmsKey = "$($_.KmsKey)"; ManagedBucketNotifications = [bool] $_.ManagedBucketNotifications
            JsonArrayEnvelopeField = "$($_.JsonArrayEnvelopeField)"; RetainEnvelopeFields = [bool] $_.RetainEnvelopeFields
            XmlRootElement = "$($_.XmlRootElement)"; S3PrefixLogTypes = @($_.S3PrefixLogTypes | ForEach-Object {
                    @{ Prefix = $_.Prefix; LogTypes = @($_.LogTypes); ExcludedPrefixes = @($_.ExcludedPrefixes) }
                })
        }
        foreach ($name in $Change.Keys) { $definition[$name] = $Change[$name] }
        $definition
    }
}

Measure-Row compare '--sources', '10000' {
    Reset-Emulator $tenant @{ sources = 10000; allS3 = $true }
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    $definitions = @(Get-PantherLogSource | ConvertTo-Definition)
    $found = @($definitions | Compare-PantherLogSource).Count
    if ($found -ne 0) { throw "$found of 10,000 sources differ from their definitions." }

    $compare = Measure-Alternating ([ordered]@{
            'Get-PantherLogSource, all'        = { @(Get-PantherLogSource) }
            'Compare-PantherLogSource, 10,000' = { $definitions | Compare-PantherLogSource }
        })
    $ratio = $compare['Compare-PantherLogSource, 10,000'] / $compare['Get-PantherLogSource, all']
    Add-Row 'compare 10,000 definitions with a tenant of 10,000, against the list' 'at most 3 times' ('{0:n1} times' -f $ratio) ($ratio -le 3)
}

Measure-Row sync '--latency', $latency {
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    . $filled
    $definitions = @(Get-PantherLogSource | ConvertTo-Definition @{ KmsKey = $newKey })
    $sync = Measure-Alternating ([ordered]@{
            "$howMany changes by Sync-PantherLogSource" = {
                $script:done = @(
                    $definitions | Sync-PantherLogSource -ThrottleLimit $limit -WarningAction SilentlyContinue |
                        Where-Object Status -EQ Succeeded
                ).Count
            }
        }) 7 1 $filled

    # One list, and for each a read and a change.
    $best = $ideal * 2 + $latency
    $ratio = $sync["$howMany changes by Sync-PantherLogSource"] / $best
    Add-Row ('{0} changes by definitions, against the ideal of {1:n0} ms' -f $howMany, $best) 'all done, in at most 1.25 times' (
        '{0} done, in {1:n2} times' -f $script:done, $ratio) ($script:done -eq $howMany -and $ratio -le 1.25)
}

# --- Health, the report, the data lake --------------------------------------------------------------------------
function Read-Bytes {
    # Sends a request, and reads its answer without looking at it, but for where the next page is.
    param([string] $Url, [string] $Body)
    $sent = if ($Body) { $http.PostAsync($Url, [Net.Http.StringContent]::new($Body, [Text.Encoding]::UTF8, 'application/json')) }
    else { $http.GetAsync($Url) }
    $sent.GetAwaiter().GetResult().Content.ReadAsStringAsync().GetAwaiter().GetResult()
}

function Read-Listings {
    # The two lists that health is made of: all sources, and all pages of the errors of the system.
    $null = Read-Bytes $tenant.graphqlUrl $listBody
    $since = [uri]::EscapeDataString([datetime]::UtcNow.AddDays(-30).ToString('yyyy-MM-ddTHH:mm:ssZ'))
    $cursor = ''
    do {
        $text = Read-Bytes "$($tenant.url)/alerts?type=SYSTEM_ERROR&status=OPEN&status=TRIAGED&created-after=$since&limit=50$cursor"
        $cursor = if ($text -match '"next":\s*("(?:[^"\\]|\\.)+")') { "&cursor=$([uri]::EscapeDataString((ConvertFrom-Json $Matches[1])))" }
    } while ($cursor)
}

function Add-SystemError {
    param([int] $Count)
    $ids = @((Invoke-RestMethod "$($tenant.url)/_emulator/sources") | ForEach-Object integrationId)
    $alerts = 0..($Count - 1) | ForEach-Object {
        @{
            createdAt = [datetime]::UtcNow.AddMinutes(-$_).ToString('o')
            title = 'It cannot be read'
            systemError = @{ type = 'SOURCE_PERMISSIONS_CHECKS'; sourceId = $ids[$_] }
        }
    }
    $null = Invoke-RestMethod "$($tenant.url)/_emulator/alerts" -Method Post -ContentType application/json `
        -Body (ConvertTo-Json @($alerts) -Depth 4 -Compress)
}

Measure-Row health @() {
    Reset-Emulator $tenant @{ sources = 10000; allS3 = $true }
    Add-SystemError 5000
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    $http = [Net.Http.HttpClient]::new()
    $http.DefaultRequestHeaders.Add('X-API-Key', $tenant.token)
    $found = @(Get-PantherLogSourceHealth | Where-Object { $_.Problems.Count -gt 0 }).Count
    if ($found -lt 5000) { throw "$found of 5,000 sources have a problem." }
    $health = Measure-Alternating ([ordered]@{
            'the two lists, raw'         = { Read-Listings }
            'Get-PantherLogSourceHealth' = { @(Get-PantherLogSourceHealth) }
        }) 7 2
    $ratio = $health['Get-PantherLogSourceHealth'] / $health['the two lists, raw']
    Add-Row 'health of 10,000 sources with 5,000 errors, against the raw download of its two lists' 'at most 1.5 times' ('{0:n2} times' -f $ratio) ($ratio -le 1.5)
}

Measure-Row report @() {
    Reset-Emulator $tenant @{ sources = 1000; allS3 = $true }
    Add-SystemError 100
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    $file = Join-Path ([IO.Path]::GetTempPath()) "pantherps-bench-$PID.html"
    $report = Measure-Alternating ([ordered]@{
            'what it asks for, as objects'  = {
                @(Get-PantherLogSourceHealth)
                @(Get-PantherMetric BytesProcessed, EventsProcessed -Since 7d -Interval 1d)
            }
            'Get-PantherLogSource, 1,000'   = { @(Get-PantherLogSource) }
            'Export-PantherLogSourceReport' = { Export-PantherLogSourceReport $file -Force }
        })
    Remove-Item $file
    $more = $report['Export-PantherLogSourceReport'] - $report['what it asks for, as objects']
    Add-Row ('the report on 1,000 sources, beyond its requests ({0:n1} times the list of them in all)' -f ($report['Export-PantherLogSourceReport'] / $report['Get-PantherLogSource, 1,000'])) 'less than 300 ms' ('{0:n0} ms' -f $more) ($more -lt 300)
}

Measure-Row lake @() {
    Reset-Emulator $tenant @{ sources = 1000; allS3 = $true }
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    $delays = 1..($Rounds + 2) | ForEach-Object {
        # The line that -Verbose writes of the page's request is that of its arrival.
        $script:arrived = $script:first = $null
        Invoke-PantherDataLakeQuery 'SELECT p_source_id, COUNT(*) AS n FROM panther_logs.public.aws_cloudtrail GROUP BY p_source_id' `
            -Verbose 4>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.VerboseRecord]) {
                if (-not $script:first) { $script:arrived = [Diagnostics.Stopwatch]::GetTimestamp() }
            }
            elseif (-not $script:first) { $script:first = [Diagnostics.Stopwatch]::GetTimestamp() }
        }
        if (-not $script:first) { throw 'The query gave no row.' }
        ($script:first - $script:arrived) * 1000 / [Diagnostics.Stopwatch]::Frequency
    } | Select-Object -Skip 2
    $delay = Get-Median $delays
    Add-Row 'first row of a query of the data lake, after its page has arrived' 'at most 50 ms' ('{0:n1} ms' -f $delay) ($delay -le 50)
}

Measure-Row connections @() {
    Reset-Emulator $tenant @{ sources = $howMany; allS3 = $true }
    $ids = @((Invoke-RestMethod "$($tenant.url)/_emulator/sources") | ForEach-Object integrationId)
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret -SkipVerification
    $null = Invoke-RestMethod "$($tenant.url)/_emulator/state" -SessionVariable web
    $before = (Invoke-RestMethod "$($tenant.url)/_emulator/stats" -WebSession $web).connections
    foreach ($id in $ids) {
        $null = Get-PantherLogSource -Id $id
    }

    $opened = (Invoke-RestMethod "$($tenant.url)/_emulator/stats" -WebSession $web).connections - $before
    Add-Row 'connections opened by 400 sequential gets' '1' "$opened" ($opened -eq 1)
}

# --- Whole processes --------------------------------------------------------------------------------------------
$powerShell = & "$root/build/Get-PowerShellCommand.ps1"
function Invoke-Pwsh {
    param([string] $Command)
    $arguments = $powerShell.Arguments + '-NoProfile', '-NonInteractive', '-Command', $Command
    & $powerShell.File @arguments
}

$scratch = Join-Path ([IO.Path]::GetTempPath()) "pantherps-bench-$PID"
New-Item "$scratch/Empty" -ItemType Directory -Force | Out-Null
Add-Type -OutputAssembly "$scratch/Empty/Empty.dll" -TypeDefinition @'
using System.Management.Automation;
[Cmdlet("Get", "Empty")] public class GetEmptyCommand : PSCmdlet { }
'@
# What PowerShell itself takes for a format file and a types file, whatever is in them, is measured too.
Copy-Item "$scratch/Empty" "$scratch/Views" -Recurse
Set-Content "$scratch/Views/Empty.Format.ps1xml" '<Configuration><ViewDefinitions><View><Name>Empty</Name><ViewSelectedBy><TypeName>Empty</TypeName></ViewSelectedBy><TableControl><TableHeaders /><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View></ViewDefinitions></Configuration>'
Set-Content "$scratch/Views/Empty.Types.ps1xml" '<Types><Type><Name>Empty</Name><Members><AliasProperty><Name>Title</Name><ReferencedMemberName>Name</ReferencedMemberName></AliasProperty></Members></Type></Types>'
$manifest =
    @{ RootModule = 'Empty.dll'; CmdletsToExport = 'Get-Empty'; FunctionsToExport = @(); AliasesToExport = @(); VariablesToExport = @() }
New-ModuleManifest "$scratch/Empty/Empty.psd1" @manifest
New-ModuleManifest "$scratch/Views/Empty.psd1" @manifest -FormatsToProcess Empty.Format.ps1xml -TypesToProcess Empty.Types.ps1xml
Measure-Row import @() {
    $imports = Measure-Alternating ([ordered]@{
            'pwsh, importing an empty module'            = { Invoke-Pwsh "Import-Module '$scratch/Empty/Empty.psd1'" }
            'pwsh, importing one with a view and a type' = { Invoke-Pwsh "Import-Module '$scratch/Views/Empty.psd1'" }
            'pwsh, importing PantherPS'                  = { Invoke-Pwsh "Import-Module '$Module'" }
        }) 25 2
    $more = $imports['pwsh, importing PantherPS'] - $imports['pwsh, importing an empty module']
    Add-Row '`Import-Module` in a fresh process, over an empty compiled module' 'at most 25 ms more' ('{0:n0} ms more' -f $more) ($more -le 25)
    $more = $imports['pwsh, importing PantherPS'] - $imports['pwsh, importing one with a view and a type']
    Add-Row 'the same, over an empty module with a view and a type' '(no bar)' ('{0:n0} ms more' -f $more) $true
}

Measure-Row process '--sources', '100' {
    $env:PANTHER_API_HOST = $tenant.url
    $env:PANTHER_API_TOKEN = $tenant.token
    $env:PANTHERPS_BENCH_BODY = $listBody
    $commands = [ordered]@{
        'pwsh with one Invoke-RestMethod' = '(Invoke-RestMethod "$env:PANTHER_API_HOST/public/graphql" -Method Post -Headers @{ "X-API-Key" = $env:PANTHER_API_TOKEN } -ContentType application/json -Body $env:PANTHERPS_BENCH_BODY).data.sources.edges.node'
        'pwsh, import, connect, list'     = "Import-Module '$Module'; `$null = Connect-Panther; Get-PantherLogSource"
    }
    foreach ($size in 100, 10000) {
        Reset-Emulator $tenant @{ sources = $size; allS3 = $true }
        $things = [ordered]@{}
        foreach ($name in $commands.Keys) {
            $count = Invoke-Pwsh "@($($commands[$name])).Count"
            if ($count -ne $size) {
                throw "'$name' gave $count sources of $size."
            }

            $things["$name $size"] = [scriptblock]::Create('Invoke-Pwsh "$($commands[''{0}'']) | Out-Null"' -f $name)
        }

        $processes = Measure-Alternating $things 25 2
        $ratio = $processes["pwsh, import, connect, list $size"] / $processes["pwsh with one Invoke-RestMethod $size"]
        $bar, $isMet = if ($size -eq 100) { 'not slower', ($ratio -le 1.0) } else { '(no bar)', $true }
        Add-Row ('`pwsh -c` that imports, connects and lists {0:n0}, over bare `pwsh` with one `Invoke-RestMethod`' -f $size) $bar ('{0:n2} times its time' -f $ratio) $isMet
    }

    Reset-Emulator $tenant @{ sources = 100; allS3 = $true }
    $null = Connect-Panther $tenant.url -ApiToken $tenant.Secret
    New-Item "$scratch/Definitions" -ItemType Directory | Out-Null
    Get-PantherLogSource | ForEach-Object {
        $_ | ConvertTo-Definition | ConvertTo-Json -Depth 5 | Set-Content "$scratch/Definitions/$($_.Id).panther.json"
    }

    $comparing = "Import-Module '$Module'; `$null = Connect-Panther; Compare-PantherLogSource '$scratch/Definitions' -IncludeEqual"
    $count = Invoke-Pwsh "@($comparing | Where-Object Action -EQ Equal).Count"
    if ($count -ne 100) {
        throw "$count of 100 sources are equal to their definitions."
    }

    $processes = Measure-Alternating ([ordered]@{
            'pwsh, import, connect, list 100'    = { Invoke-Pwsh "$($commands['pwsh, import, connect, list']) | Out-Null" }
            'pwsh, import, connect, compare 100' = { Invoke-Pwsh $comparing.Replace(' -IncludeEqual', '') }
        }) 25 2
    $ratio = $processes['pwsh, import, connect, compare 100'] / $processes['pwsh, import, connect, list 100']
    Add-Row '`pwsh -c` that imports, connects and compares 100 definitions, over the one that lists 100' 'at most 1.2 times' ('{0:n2} times its time' -f $ratio) ($ratio -le 1.2)
}

Remove-Item $scratch -Recurse -Force

if (@($everything | Where-Object { $Row -notcontains $_ }).Count -gt 0) {
    return
}

# --- The page ---------------------------------------------------------------------------------------------------
$cpu = if (Test-Path /proc/cpuinfo) {
    (Select-String '^model name\s*:\s*(.+)$' /proc/cpuinfo | Select-Object -First 1).Matches.Groups[1].Value
}
$machine = '{0} processors{1}, {2}, PowerShell {3}, {4}' -f [Environment]::ProcessorCount, $(if ($cpu) { " ($cpu)" }),
[Runtime.InteropServices.RuntimeInformation]::OSDescription.Trim(), $PSVersionTable.PSVersion,
    [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
$table = $rows | ForEach-Object { "| $($_.Measure) | $($_.Bar) | $($_.Found) | $($_.Met) |" }
$page = Join-Path $root 'docs/performance.md'
$rest = if (Test-Path $page) { [regex]::Match((Get-Content $page -Raw), '(?s)<!-- end of what bench\.ps1 writes -->.*').Value }
@"
# Performance

Made by ``./build.ps1 bench``, which measures everything in one run, the things in turn, against the emulator on the same
machine. A figure is a ratio of medians of at least 7.

Machine: $machine. Server and client share it.

| measure | bar | found | met |
|---|---|---|---|
$($table -join "`n")

$(if ($rest) { $rest.TrimEnd() } else { '<!-- end of what bench.ps1 writes -->' })
"@ | Set-Content $page -Encoding utf8
Write-Host "`nWrote $page"
