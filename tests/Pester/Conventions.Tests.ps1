# The conventions of PowerShell, checked for every cmdlet that the module exports: a new one falls under them without being
# named. What its pages say of it is checked by Docs.Tests.ps1.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $calls = Get-CmdletCall | Where-Object { (Get-Command $_.Cmdlet).Parameters.ContainsKey('Connection') }
    $scripts = Get-ChildItem (Get-RepositoryPath) -Recurse -Include *.ps1, *.psm1, *.psd1, *.ps1xml -File |
        Where-Object { $_.FullName -notmatch '[\\/](node_modules|obj|bin|out|\.git)[\\/]' } |
            ForEach-Object { @{ Name = $_.Name; File = $_.FullName } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
    Reset-Emulator
    $cmdlets = Get-ExportedCmdlet
    $folder = Split-Path (Get-ModulePath)
    $manifest = Import-PowerShellDataFile (Get-ModulePath)
    $assembly = $cmdlets[0].ImplementingType.Assembly

    # The cmdlets' own parameters, each with its cmdlet.
    $parameters = foreach ($cmdlet in $cmdlets) {
        Get-OwnParameter $cmdlet | ForEach-Object {
            [pscustomobject] @{ Of = "$cmdlet -$($_.Name)"; Cmdlet = $cmdlet; Name = $_.Name; Type = $_.ParameterType; Metadata = $_ }
        }
    }

    function Get-CmdletAttribute($Cmdlet) {
        $Cmdlet.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
    }

    function Test-Attribute($Parameter, [type] $Type) {
        @($Parameter.Metadata.Attributes | Where-Object { $_ -is $Type }).Count -gt 0
    }

    function Get-ElementType([type] $Type) {
        $nullable = [Nullable]::GetUnderlyingType($Type)
        if ($nullable) { $nullable } elseif ($Type.IsArray) { $Type.GetElementType() } else { $Type }
    }

    $changing = 'New', 'Set', 'Add', 'Remove', 'Sync', 'Enable', 'Disable', 'Update', 'Start', 'Stop', 'Reset'
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'The cmdlets'' names' {
    It 'have an approved verb' {
        $cmdlets | Where-Object { (Get-Verb).Verb -cnotcontains $_.Verb } | Should -BeNullOrEmpty
    }

    It 'have a singular noun in Pascal case that names the product' {
        $cmdlets | Where-Object { $_.Noun -cnotmatch '^Panther([A-Z][A-Za-z0-9]*)?$' -or $_.Noun -cmatch '[^s]s$' } | Should -BeNullOrEmpty
    }

    It 'are their classes'' names: <Verb><Noun>Command, public, in a namespace that ends in .Commands' {
        foreach ($cmdlet in $cmdlets) {
            $type = $cmdlet.ImplementingType
            $type.Name | Should -BeExactly "$($cmdlet.Verb)$($cmdlet.Noun)Command"
            $type.Namespace | Should -Match '\.Commands$'
            $type.IsPublic | Should -BeTrue
        }
    }

    It 'are their files'' names' {
        foreach ($cmdlet in $cmdlets) {
            @(Get-ChildItem (Get-RepositoryPath src/PantherPS) -Recurse -Filter "$($cmdlet.ImplementingType.Name).cs").Count |
                Should -Be 1 -Because $cmdlet.Name
        }
    }
}

Describe 'The parameters' {
    It 'have no name or alias of a common parameter' {
        $common = @([System.Management.Automation.PSCmdlet]::CommonParameters) +
            'ProgressAction', 'proga', 'vb', 'db', 'ea', 'wa', 'infa', 'ev', 'wv', 'iv', 'ov', 'ob', 'pv'
        $parameters | Where-Object { $common -contains $_.Name -or ($_.Metadata.Aliases | Where-Object { $common -contains $_ }) } |
            ForEach-Object Of | Should -BeNullOrEmpty
    }

    It 'are in Pascal case' {
        $parameters | Where-Object { $_.Name -cnotmatch '^[A-Z][A-Za-z0-9]*$' } | ForEach-Object Of | Should -BeNullOrEmpty
    }

    It 'are singular, but for names that the API or the design sets' {
        $set = 'As', 'S3PrefixLogTypes', 'PrefixLogTypes', 'AddS3PrefixLogTypes', 'AddPrefixLogTypes', 'Credentials', 'Variables',
            'ManagedBucketNotifications', 'RetainEnvelopeFields', 'AllPages', 'ProxyUseDefaultCredentials'
        $parameters | Where-Object { $_.Name -cmatch '[^su]s$' -and $set -notcontains $_.Name } | ForEach-Object Of | Should -BeNullOrEmpty
    }

    It 'have the API''s plural, and its names for ids and labels, as aliases' {
        $aliases = @{
            LogType = 'LogTypes'
            ExcludedPrefix = 'ExcludedPrefixes'
            Id = 'IntegrationId', 'SourceId'
            Label = 'IntegrationLabel'
            SubType = 'SubTypes'
            ContextTag = 'ContextTags'
        }
        foreach ($parameter in $parameters | Where-Object { $aliases.ContainsKey($_.Name) }) {
            # What is no source has an id of its own, and that of a token or query has no other name.
            $named = if ($parameter.Name -ne 'Id') { $aliases[$parameter.Name] }
            elseif ($parameter.Cmdlet.Noun -match '^Panther(Alert)') { "$($Matches[1])Id" }
            elseif ($parameter.Cmdlet.Noun -like '*LogSource*') { $aliases.Id }
            foreach ($alias in $named) {
                $parameter.Metadata.Aliases | Should -Contain $alias -Because $parameter.Of
            }
        }
    }

    It 'of the same name have the same type, of one or of many' {
        # An input object is what its cmdlet takes, a query that of GraphQL or of a URL, and a body anything, or the text of a comment.
        $parameters | Where-Object { 'InputObject', 'Query', 'Body' -notcontains $_.Name } | Group-Object Name |
            Where-Object { @($_.Group | ForEach-Object { (Get-ElementType $_.Type).FullName } | Sort-Object -Unique).Count -gt 1 } |
                ForEach-Object Name | Should -BeNullOrEmpty
    }

    It 'are no booleans but switches' {
        $parameters | Where-Object { $_.Type -eq [bool] } | ForEach-Object Of | Should -BeNullOrEmpty
    }

    It 'that take a value which Panther may add to are completed, not restricted' {
        $open = 'Type', 'SubType', 'Severity', 'Status', 'Quality', 'Format', 'LogStreamType', 'AuthMethod', 'CredentialsType',
            'IntegrationType', 'LogType', 'Connection'
        foreach ($parameter in $parameters | Where-Object { $open -contains $_.Name }) {
            Test-Attribute $parameter ([System.Management.Automation.ArgumentCompleterAttribute]) | Should -BeTrue -Because $parameter.Of
            Test-Attribute $parameter ([System.Management.Automation.ValidateSetAttribute]) | Should -BeFalse -Because $parameter.Of
            (Get-ElementType $parameter.Type).IsEnum | Should -BeFalse -Because $parameter.Of
        }
    }

    It 'are strongly typed: addresses, times and spans' {
        $parameters | Where-Object {
            ($_.Name -match '(Uri|Url|Proxy)$' -and $_.Type -ne [uri]) -or
                ($_.Name -cmatch '(Time|Date|At)$' -and $_.Type -notmatch 'DateTime') -or
                    ($_.Name -match 'For$' -and $_.Type -notmatch 'TimeSpan')
        } |
            ForEach-Object Of | Should -BeNullOrEmpty
    }

    It 'that take a secret take a SecureString or a credential' {
        foreach ($parameter in $parameters | Where-Object {
            $_.Name -match '(Token|Secret|SecretValue|Password|Credentials)$' -and
                $_.Type -ne [switch] -and $_.Of -ne 'Sync-PantherLogSource -Secret'
        }) {
            $parameter.Type | Should -Be ([System.Security.SecureString]) -Because $parameter.Of
        }

        foreach ($parameter in $parameters | Where-Object { $_.Type -eq [pscredential] }) {
            Test-Attribute $parameter ([System.Management.Automation.CredentialAttribute]) | Should -BeTrue -Because $parameter.Of
        }
    }

    It 'refuse a secret in plain text without quoting it' {
        foreach ($parameter in $parameters | Where-Object { $_.Type -eq [System.Security.SecureString] }) {
            $with = @{ $parameter.Name = 'hunter2' }
            $refusal = try { & $parameter.Cmdlet @with } catch { $_ }
            $refusal.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*' -Because $parameter.Of
            $refusal | Format-List * -Force | Out-String | Should -Not -Match hunter2 -Because $parameter.Of
        }
    }

    It 'have a default set where there are several' {
        foreach ($cmdlet in $cmdlets | Where-Object { $_.ParameterSets.Count -gt 1 }) {
            $cmdlet.ParameterSets.Name | Should -Contain $cmdlet.DefaultParameterSet -Because $cmdlet.Name
        }
    }

    It 'have at most two positions, the first a name where something is got, and else an id' {
        foreach ($set in $cmdlets.ParameterSets) {
            $positions = @($set.Parameters | Where-Object { $_.Position -ge 0 })
            @($positions | Where-Object { $_.Position -gt 1 }).Count | Should -Be 0 -Because $set
            @($positions | Group-Object Position | Where-Object { $_.Count -gt 1 }).Count | Should -Be 0 -Because $set
        }

        # What is got is named, and what is exported goes first to a path; what is acted on has an id.
        foreach ($cmdlet in $cmdlets) {
            foreach ($set in $cmdlet.ParameterSets) {
                $position = if ($cmdlet.Verb -in 'Get', 'Export') { [int]::MinValue } else { 0 }
                $set.Parameters | Where-Object { $_.Name -eq 'Id' -and $_.IsMandatory } |
                    ForEach-Object { $_.Position | Should -Be $position -Because "$cmdlet $set" }
            }

            # A role's policies are made of what is piped, and are not got by a name.
            if ($cmdlet.Verb -eq 'Get' -and $cmdlet.Noun -ne 'PantherS3RolePolicy') {
                $first = ($cmdlet.ParameterSets | Where-Object { $cmdlet.ParameterSets.Count -eq 1 -or $_.IsDefault }).Parameters |
                    Where-Object Position -EQ 0
                @($first | ForEach-Object Name | Where-Object { $_ -notin 'Label', 'Name' }) | Should -BeNullOrEmpty -Because $cmdlet
            }
        }
    }

    It 'that identify take many' {
        $parameters | Where-Object { $_.Name -eq 'Id' -and -not $_.Type.IsArray } | ForEach-Object Of | Should -BeNullOrEmpty
    }

    It 'are at most one in a set that takes the whole pipeline object, and at least one that takes any of it where something changes' {
        foreach ($cmdlet in $cmdlets) {
            foreach ($set in $cmdlet.ParameterSets) {
                @($set.Parameters | Where-Object ValueFromPipeline).Count |
                    Should -BeLessOrEqual 1 -Because "$($cmdlet.Name) [$($set.Name)]"
                # What is defined in files comes from a path, too.
                if ($changing -contains $cmdlet.Verb -and $set.Name -ne 'Path') {
                    @($set.Parameters | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName }).Count |
                        Should -BeGreaterThan 0 -Because "$($cmdlet.Name) [$($set.Name)]"
                }
            }
        }
    }

    It 'say that they take wildcards exactly where they find things by name' {
        $finding = $parameters | Where-Object {
            'Get', 'Disconnect', 'Export', 'Measure' -contains $_.Cmdlet.Verb -and
                'Name', 'Label', 'LogType', 'IntegrationType' -contains $_.Name
        }
        $finding | Where-Object { -not (Test-Attribute $_ ([System.Management.Automation.SupportsWildcardsAttribute])) } |
            ForEach-Object Of | Should -BeNullOrEmpty
        $others = $parameters | Where-Object { $finding -notcontains $_ -and $_.Name -ne 'Path' }
        $others | Where-Object { Test-Attribute $_ ([System.Management.Automation.SupportsWildcardsAttribute]) } | ForEach-Object Of |
            Should -BeNullOrEmpty
    }

    It 'of a changing cmdlet include -PassThru where the result is not emitted anyway' {
        $cmdlets | Where-Object { $_.Verb -eq 'Set' -and -not $_.Parameters.ContainsKey('PassThru') } | Should -BeNullOrEmpty
    }

    It 'of a cmdlet that talks to the tenant include -Connection' {
        $cmdlets | Where-Object { -not $_.Parameters.ContainsKey('Connection') } | ForEach-Object Name |
            Should -Be Connect-Panther, Disconnect-Panther, Get-PantherConnection, Get-PantherS3RolePolicy, Select-PantherConnection,
                Test-PantherS3RolePolicy
    }
}

Describe 'The cmdlets' {
    It 'support -WhatIf and -Confirm exactly where they can change something' {
        foreach ($cmdlet in $cmdlets) {
            $supports = (Get-CmdletAttribute $cmdlet).SupportsShouldProcess
            if ($changing -contains $cmdlet.Verb) {
                $supports | Should -BeTrue -Because $cmdlet.Name
            }
            elseif ('Get', 'Find', 'Test', 'Search', 'Measure', 'ConvertTo', 'ConvertFrom', 'Compare' -contains $cmdlet.Verb) {
                $supports | Should -BeFalse -Because $cmdlet.Name
            }
        }
    }

    It 'have a high impact only where they remove' {
        # Sync- asks at a high impact about what it removes and replaces, and at a medium one about the rest.
        $cmdlets | Where-Object { (Get-CmdletAttribute $_).ConfirmImpact -eq 'High' } | ForEach-Object Verb | Sort-Object -Unique |
            Should -Be Remove, Sync
        (Get-CmdletAttribute (Get-Command Remove-PantherLogSource)).ConfirmImpact | Should -Be High
    }

    It 'say what they emit, one item and not a list' {
        foreach ($cmdlet in $cmdlets) {
            $cmdlet.OutputType.Count | Should -BeGreaterThan 0 -Because $cmdlet.Name
            foreach ($output in $cmdlet.OutputType) {
                $output.Type | Should -Not -BeNullOrEmpty -Because $cmdlet.Name
                $output.Type.IsArray | Should -BeFalse -Because $cmdlet.Name
            }
        }
    }

    It 'name their page in the web' {
        foreach ($cmdlet in $cmdlets) {
            (Get-CmdletAttribute $cmdlet).HelpUri | Should -Match "^https://.+/$($cmdlet.Name)\.md$"
        }
    }

    It 'let go of what they hold, and stop' {
        foreach ($cmdlet in $cmdlets) {
            $cmdlet.ImplementingType.GetInterface('IDisposable') | Should -Not -BeNullOrEmpty -Because $cmdlet.Name
            $cmdlet.ImplementingType.GetMethod('StopProcessing', [System.Reflection.BindingFlags] 'Instance, NonPublic').DeclaringType.Assembly | Should -Be $assembly -Because $cmdlet.Name
        }
    }

    It 'of a Test- cmdlet is a boolean, or what it has found' {
        $cmdlets | Where-Object { $_.Verb -eq 'Test' -and $_.OutputType.Type -ne [bool] -and $_.OutputType.Type.Name -notlike '*Finding' } |
            Should -BeNullOrEmpty
    }
}

Describe 'What the cmdlets emit' {
    BeforeAll {
        $types = $cmdlets.OutputType.Type | Where-Object { $_ -and $_.Assembly.GetName().Name -match '^Panther' } |
            Sort-Object FullName -Unique
    }

    It 'has only types of ours or of .NET in its properties' {
        $types.Count | Should -BeGreaterThan 5
        foreach ($type in $types) {
            foreach ($property in $type.GetProperties()) {
                $property.PropertyType.Assembly.GetName().Name |
                    Should -Match '^(Panther|System\.(?!Management)|mscorlib|netstandard)' -Because "$type.$($property.Name)"
            }
        }
    }

    It 'cannot be changed, and says as text what it is' {
        foreach ($type in $types) {
            $type.GetProperties() | Where-Object { $_.GetSetMethod() } | ForEach-Object Name | Should -BeNullOrEmpty -Because $type
            $type.GetMethod('ToString', [type[]] @()).DeclaringType | Should -Not -Be ([object]) -Because $type
        }
    }

    It 'has local times, not offsets' {
        $types | ForEach-Object { $_.GetProperties() } | Where-Object { $_.PropertyType -match 'DateTimeOffset' } | Should -BeNullOrEmpty
    }

    It 'has views of at most six columns, in which no cell needs $PSStyle' {
        foreach ($file in Get-ChildItem $folder -Filter *.ps1xml) {
            $text = Get-Content $file.FullName -Raw
            $text | Should -Not -Match 'PSStyle'
            foreach ($table in ([xml] $text).SelectNodes('//TableControl')) {
                $table.SelectNodes('TableHeaders/TableColumnHeader').Count | Should -BeLessOrEqual 6
                $table.SelectNodes('.//TableColumnItem').Count | Should -Be $table.SelectNodes('TableHeaders/TableColumnHeader').Count
            }
        }
    }

    It 'has no property that is a script, which would need a runspace' {
        Get-ChildItem $folder -Filter *.ps1xml |
            ForEach-Object { ([xml] (Get-Content $_.FullName -Raw)).SelectNodes('//ScriptProperty | //ScriptMethod') } |
                Should -BeNullOrEmpty
    }
}

Describe 'Calling <Cmdlet> [<Set>]' -ForEach $calls {
    BeforeAll {
        $call = $_
        $session = New-Session
    }

    BeforeEach {
        $scene = New-Scene
        $arguments = Get-CallArgument $call $scene $TestDrive
        Clear-Request
    }

    AfterEach {
        Get-PantherConnection | Where-Object Name -EQ scene | Disconnect-Panther
    }

    AfterAll {
        Remove-Session $session
    }

    It 'works without a question, a warning or an error, and emits what it says' {
        if ($Changes) {
            $arguments.Confirm = $false
        }

        $ran = Invoke-InSession $session { param($cmdlet, $with) & $cmdlet @with -Verbose } @{ cmdlet = $Cmdlet; with = $arguments }
        $ran.Errors | Should -BeNullOrEmpty
        $ran.Warnings | Should -BeNullOrEmpty
        $session.Host.Questions | Should -BeNullOrEmpty
        $session.Host.Lines | Should -BeNullOrEmpty
        # To run a query of the data lake is a mutation to the API, and changes nothing.
        $kinds = @(Get-Request | Where-Object { $Changes -or $_.operation -ne 'ExecuteDataLakeQuery' }).kind
        $kinds | Should -Not -BeNullOrEmpty
        if ($Changes -and $Verb -ne 'Export') {
            $kinds | Should -Contain mutation
        }
        else {
            $kinds | Should -Not -Contain mutation
        }

        if ($Verb -eq 'Set' -or $Verb -eq 'Remove') {
            $ran.Output | Should -BeNullOrEmpty
        }
        elseif ('Get', 'New', 'Add' -contains $Verb) {
            $ran.Output.Count | Should -BeGreaterThan 0
            foreach ($object in $ran.Output) {
                @((Get-Command $Cmdlet).OutputType.Type | Where-Object { $_.IsInstanceOfType($object.PSObject.BaseObject) }).Count |
                    Should -BeGreaterThan 0
            }
        }

        # One line a request, with nothing in it that is secret.
        $lines = @($ran.Verbose | Where-Object { $_ -match '^[^:]+: HTTP \d+, \d+ ms, request \S+$' })
        $lines.Count | Should -Be @(Get-Request).Count -Because "it said: $($ran.Verbose -join '; ')"
        $said = $ran.Verbose + ($ran.Output | Format-List * -Force | Out-String -Width 500) -join "`n"
        $said.Contains((Get-TestToken -AsPlainText)) | Should -BeFalse
        $said.Contains('s3cret') | Should -BeFalse
    }

    if ($Changes) {
        It 'sends no change with -WhatIf, and says what it would do and where' {
            $ran = Invoke-InSession $session { param($cmdlet, $with) & $cmdlet @with -WhatIf } @{ cmdlet = $Cmdlet; with = $arguments }
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Output | Should -BeNullOrEmpty
            Get-Request -Kind mutation | Should -BeNullOrEmpty
            $said = $session.Host.Lines -join "`n"
            $said | Should -BeLike '*What if:*127.0.0.1*'
            $said.Contains('s3cret') | Should -BeFalse
        }

        It 'sends no change where -Confirm is answered with No' {
            $before = $session.Host.Questions.Count
            $session.Host.Answer('No')
            $ran = Invoke-InSession $session { param($cmdlet, $with) & $cmdlet @with -Confirm } @{ cmdlet = $Cmdlet; with = $arguments }
            $ran.Errors | Should -BeNullOrEmpty
            $session.Host.Questions.Count | Should -Be ($before + 1)
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }
    }

    It 'ends with PantherUnauthorized where the token is not accepted' {
        [void] (Add-Fault @{ status = 401; times = 0 })
        if ($Changes) {
            $arguments.Confirm = $false
        }

        $ran = Invoke-InSession $session {
            param($cmdlet, $with)
            try { & $cmdlet @with } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category }
        } @{ cmdlet = $Cmdlet; with = $arguments }
        $ran.Output | Should -Be "PantherUnauthorized,$((Get-Command $Cmdlet).ImplementingType.FullName)", AuthenticationError
    }

    It 'ends with PantherNotConnected where the connection has no such name' {
        $arguments.Connection = 'nowhere'
        $ran = Invoke-InSession $session {
            param($cmdlet, $with)
            try { & $cmdlet @with } catch { $_.FullyQualifiedErrorId }
        } @{ cmdlet = $Cmdlet; with = $arguments }
        $ran.Output | Should -Be "PantherNotConnected,$((Get-Command $Cmdlet).ImplementingType.FullName)"
        Get-Request | Should -BeNullOrEmpty
    }
}

Describe 'The manifest' {
    It 'is valid' {
        Test-ModuleManifest (Get-ModulePath) -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'lists each kind of export, without wildcards' {
        foreach ($kind in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
            $manifest.Keys | Should -Contain $kind
            $manifest[$kind] -join ' ' | Should -Not -Match '\*'
        }
    }

    It 'exports the cmdlets of the assembly, all and none else' {
        $built = $assembly.GetTypes() | ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { "$($_.VerbName)-$($_.NounName)" } | Sort-Object
        $manifest.CmdletsToExport | Sort-Object | Should -Be $built
        (Get-Command -Module PantherPS).Name | Sort-Object | Should -Be $built
    }

    It 'has what a module needs in Windows PowerShell and in PowerShell' {
        $manifest.RootModule | Should -Be PantherPS.dll
        $manifest.Keys | Should -Not -Contain ModuleToProcess
        [version] $manifest.PowerShellVersion | Should -Be ([version] '5.1')
        [version] $manifest.DotNetFrameworkVersion | Should -BeGreaterOrEqual ([version] '4.7.2')
        $manifest.CompatiblePSEditions | Should -Be Desktop, Core
        [guid] $manifest.GUID | Should -Not -Be ([guid]::Empty)
        $manifest.Author | Should -Not -BeNullOrEmpty
        $manifest.Description.Length | Should -BeGreaterThan 40
    }

    It 'has what the gallery shows' {
        $data = $manifest.PrivateData.PSData
        foreach ($tag in 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS') {
            $data.Tags | Should -Contain $tag
        }

        $data.Tags -match '\s' | Should -BeNullOrEmpty
        foreach ($uri in 'LicenseUri', 'ProjectUri') {
            $data[$uri] | Should -Match '^https://'
        }

        $data.ReleaseNotes | Should -Not -BeNullOrEmpty
    }

    It 'has a version of three parts, which the changelog knows or is about to' {
        $manifest.ModuleVersion | Should -Match '^\d+\.\d+\.\d+$'
        Get-Content (Get-RepositoryPath CHANGELOG.md) -Raw |
            Should -Match ('(?m)^## \[?({0}|Unreleased)\]?' -f [regex]::Escape($manifest.ModuleVersion))
    }
}

Describe 'The package' {
    It 'holds the three assemblies, the manifest, the views and the license, and nothing of PowerShell''s own' {
        (Get-ChildItem $folder -Filter *.dll).Name | Sort-Object | Should -Be Newtonsoft.Json.dll, Panther.Client.dll, PantherPS.dll
        foreach ($file in @('PantherPS.psd1', 'LICENSE') + $manifest.FormatsToProcess + $manifest.TypesToProcess) {
            Join-Path $folder $file | Should -Exist
        }

        Get-ChildItem $folder -Recurse -Filter *.psm1 | Should -BeNullOrEmpty
    }

    if ($PSVersionTable.PSVersion.Major -ge 7) {
        It 'uses in <_> neither the console nor what stands in the pipeline''s way' -ForEach 'PantherPS.dll', 'Panther.Client.dll' {
            $stream = [IO.File]::OpenRead((Join-Path $folder $_))
            try {
                $portable = New-Object System.Reflection.PortableExecutable.PEReader $stream
                $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($portable)
                $used = foreach ($handle in $metadata.MemberReferences) {
                    $member = $metadata.GetMemberReference($handle)
                    if ($member.Parent.Kind -eq 'TypeReference') {
                        $type = $metadata.GetTypeReference([System.Reflection.Metadata.TypeReferenceHandle] $member.Parent)
                        '{0}.{1}.{2}' -f
                            $metadata.GetString($type.Namespace), $metadata.GetString($type.Name), $metadata.GetString($member.Name)
                    }
                }
                $used.Count | Should -BeGreaterThan 100

                # Whether somebody can be asked for a token only the console tells.
                $used -match '^System\.Console\.' -ne 'System.Console.get_IsInputRedirected' | Should -BeNullOrEmpty
                $used -match '\.ShouldContinue$' | Should -BeNullOrEmpty

                # A command that was stopped can tell what it had sent only at the host.
                $used -match 'PSHostUserInterface\.(Write|ReadLine)' -notmatch '\.WriteWarningLine$' | Should -BeNullOrEmpty
                $used -match '^System\.Threading\.Thread\.Sleep$|^System\.Environment\.Exit$|^System\.Diagnostics\.Process\.Start$' |
                    Should -BeNullOrEmpty
                $used -match '^System\.Net\.ServicePointManager\.' | Should -BeNullOrEmpty
            }
            finally {
                $stream.Dispose()
            }
        }
    }
}

Describe 'Importing the module' {
    BeforeEach {
        Reset-Emulator
    }

    It 'sends nothing and says nothing' {
        $env:PANTHER_API_HOST = 'http://127.0.0.1:1'
        $session = New-Session -NotConnected
        try {
            $ran = Invoke-InSession $session { param($module)
                Import-Module $module -Force -PassThru -Verbose:$false
            } @{ module = Get-ModulePath }
            $ran.Output.Name | Should -Be PantherPS
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Warnings | Should -BeNullOrEmpty
            Get-Request | Should -BeNullOrEmpty
        }
        finally {
            $env:PANTHER_API_HOST = $null
            Remove-Session $session
        }
    }

    It 'can be repeated and undone, views and types included' {
        $session = New-Session
        try {
            $ran = Invoke-InSession $session {
                param($module)
                1..3 | ForEach-Object { Import-Module $module -Force }
                @(Get-TypeData Panther.Client.LogSources.LogSource).Count
                @(Get-FormatData Panther.Client.LogSources.LogSource).Count
                Connect-Panther $url -ApiToken $token | Out-Null
                @(Get-PantherConnection).Count
                Remove-Module PantherPS
                @(Get-TypeData Panther.Client.LogSources.LogSource).Count
                @(Get-FormatData Panther.Client.LogSources.LogSource).Count
                @(Get-Command Get-PantherLogSource -ErrorAction Ignore).Count
            } @{ module = Get-ModulePath }
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Output | Should -Be 1, 1, 1, 0, 0, 0
        }
        finally {
            Remove-Session $session
        }
    }
}

Describe 'The script <Name>' -ForEach $scripts {
    It 'is ASCII, or says in its first bytes what it is' {
        $bytes = [IO.File]::ReadAllBytes($File)
        $marked = $bytes.Length -ge 3 -and $bytes[0] -eq 0xEF -and $bytes[1] -eq 0xBB -and $bytes[2] -eq 0xBF
        $marked -or -not ($bytes | Where-Object { $_ -gt 127 } | Select-Object -First 1) | Should -BeTrue
    }

    if ($Name -notlike '*.ps1xml') {
        It 'has only what Windows PowerShell can read' {
            $tokens = $null
            $problems = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseFile($File, [ref] $tokens, [ref] $problems)
            $problems | Should -BeNullOrEmpty
            $new = 'QuestionMark', 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr',
                'Clean'
            $tokens | Where-Object { $new -contains [string] $_.Kind } | ForEach-Object { "$($_.Extent.StartLineNumber): $($_.Text)" } |
                Should -BeNullOrEmpty
            $ast | Should -Not -BeNullOrEmpty
        }
    }
}
