# Schemas that are made and changed from files and texts, archived and restored. What is sent, and what becomes of a lost answer, is in the
# client's tests.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null

    # A schema file of the test's folder.
    function New-SchemaFile([string] $Path, [string] $Name, [string] $Field = 'user') {
        $file = Join-Path $folder $Path
        [void] (New-Item (Split-Path $file) -ItemType Directory -Force)
        Set-Content -LiteralPath $file "schema: $Name`nfields:`n  - name: $Field`n    type: string"
        $file
    }

    function Get-Changed {
        @(Get-Request CreateOrUpdateSchema | ForEach-Object { $_.variables.input.name })
    }
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Set-PantherSchema' {
    BeforeEach {
        Reset-Emulator
        Disconnect-Panther -All
        Connect-TestTenant | Out-Null
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        [void] (New-Item $folder -ItemType Directory)
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
    }

    Context 'from files' {
        It 'makes and changes schemas named by <Name>' -ForEach @(
            @{ Name = 'a path'; Call = { Set-PantherSchema ./a.yml } }
            @{ Name = 'a pattern'; Call = { Set-PantherSchema a.* } }
            @{ Name = 'a folder'; Call = { Set-PantherSchema . } }
            @{ Name = 'piped files'; Call = { Get-ChildItem *.yml | Set-PantherSchema } }
            @{ Name = 'piped paths'; Call = { 'a.yml' | Set-PantherSchema } }
            @{ Name = 'a parameter'; Call = { Set-PantherSchema -FullName (Join-Path $folder a.yml) } }
        ) {
            New-SchemaFile a.yml Custom.New | Out-Null
            & $Call | Should -BeNullOrEmpty
            (Get-PantherSchema Custom.New -IncludeSpec).Spec | Should -BeLike '*name: user*'
        }

        It 'takes the folders of the analysis tool as they are, without tests and other things' {
            New-SchemaFile schemas/vpn/vpn_session.yml Custom.Vpn.Session | Out-Null
            New-SchemaFile schemas/shop/order.yaml custom.webshop.order | Out-Null
            New-SchemaFile schemas/.hidden/x.yml Custom.Hidden | Out-Null
            Set-Content schemas/vpn/vpn_session_tests.yml "input: '{}'`nlogType: Custom.Vpn.Session`nresult: '{}'"
            [void] (New-Item rules -ItemType Directory)
            Set-Content rules/a_rule.yml "AnalysisType: rule`nRuleID: A.Rule"
            Set-Content rules/notes.txt 'schema: Custom.Notes'
            $recorded = Invoke-Recorded { Set-PantherSchema . -PassThru -Verbose }
            $recorded.Errors | Should -BeNullOrEmpty
            $recorded.Output.Name | Sort-Object | Should -Be Custom.Vpn.Session, Custom.WebShop.Order
            $recorded.Verbose -join "`n" | Should -BeLike '*vpn_session_tests.yml*contains tests*'
            $recorded.Verbose -join "`n" | Should -BeLike '*a_rule.yml*is not a schema*'
            Get-Changed | Sort-Object | Should -Be Custom.Vpn.Session, Custom.WebShop.Order
        }

        It 'goes on after files that are none, managed, missing, or come twice' {
            New-SchemaFile a.yml Custom.A | Out-Null
            New-SchemaFile b.yml AWS.ALB | Out-Null
            New-SchemaFile c.yml custom.a | Out-Null
            New-SchemaFile d.yml Custom.D | Out-Null
            Set-Content e.yml 'fields: []'
            $recorded = Invoke-Recorded { Set-PantherSchema a.yml, b.yml, c.yml, nowhere.yml, e.yml, d.yml -PassThru }
            $recorded.Output.Name | Should -Be Custom.A, Custom.D
            $recorded.Errors.Count | Should -Be 4
            $recorded.Errors.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'PantherInvalidInput,*' }
            $messages = $recorded.Errors.Exception.Message -join "`n"
            foreach ($part in "managed by Panther", "is already in", "'nowhere.yml' cannot be read", "'e.yml': It has no 'schema:'") {
                $messages | Should -BeLike "*$part*"
            }
        }

        It 'is silent where a pattern names nothing' {
            $recorded = Invoke-Recorded { Set-PantherSchema *.yml }
            $recorded.Errors | Should -BeNullOrEmpty
            Get-Request | Should -BeNullOrEmpty
        }

        It 'takes a name with brackets literally' {
            $file = New-SchemaFile 'a[1].yml' Custom.A
            Set-PantherSchema $file
            Get-Changed | Should -Be Custom.A
        }
    }

    Context 'by name' {
        It 'changes the specification of one' {
            $changed = Set-PantherSchema -Name custom.vpn.session -Spec "fields:`n  - name: other`n    type: string" -PassThru
            $changed.Name | Should -Be Custom.Vpn.Session
            $changed.IsFieldDiscoveryEnabled | Should -BeTrue
            $changed.Spec | Should -BeLike '*other*'
        }

        It 'archives and restores: <Name>' -ForEach @(
            @{
                Name = 'by name'
                Archive = { Set-PantherSchema -Name Custom.Vpn.Session, Custom.Billing.Invoice -Archived }
                Restore = { Set-PantherSchema -Name Custom.Vpn.Session, Custom.Billing.Invoice -Archived:$false }
            }
            @{
                Name = 'piped'
                Archive = { Get-PantherSchema Custom.Vpn.Session, Custom.Billing.Invoice | Set-PantherSchema -Archived }
                Restore = { Get-PantherSchema Custom.Vpn.Session, Custom.Billing.Invoice | Set-PantherSchema -Archived:$false }
            }
        ) {
            & $Archive
            (Get-PantherSchema -Archived).Name | Should -Be Custom.Billing.Invoice, Custom.Legacy.Mainframe, Custom.Vpn.Session
            & $Restore
            (Get-PantherSchema -Archived).Name | Should -Be Custom.Legacy.Mainframe
        }

        It 'does not archive what a source uses, and says so' {
            Add-RawSource @{ integrationLabel = 'vpn'; integrationType = 'http-ingest'; logTypes = @('Custom.Vpn.Session') } | Out-Null
            $failure = Get-ErrorOf { Set-PantherSchema -Name Custom.Vpn.Session -Archived }
            $failure.FullyQualifiedErrorId | Should -Be 'PantherInvalidInput,PantherPS.Commands.SetPantherSchemaCommand'
            $failure.Exception.Message | Should -BeLike '*was not archived*in use*'
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'no change'; Call = { Set-PantherSchema -Name Custom.Vpn.Session }; Says = '*Nothing to change*' }
            @{
                Name = 'one text for several'
                Call = { Set-PantherSchema -Name Custom.Vpn.Session, Custom.A -Spec 'fields: []' }
                Says = '*one schema*'
            }
            @{
                Name = 'one text for several that are piped'
                Call = { Get-PantherSchema Custom.V*, Custom.B* | Set-PantherSchema -Spec 'fields: []' -WhatIf }
                Says = '*one schema*'
            }
            @{ Name = 'a managed one'; Call = { Get-PantherSchema AWS.ALB | Set-PantherSchema -Archived }; Says = '*managed by Panther*' }
            @{ Name = 'one that is not there'; Call = { Set-PantherSchema -Name Custom.Nowhere -Archived }; Says = '*no schema named*' }
        ) {
            (Get-ErrorOf $Call).Exception.Message | Should -BeLike $Says
            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'returns what it has set before one text came for a second' {
            $schemas = @(Get-PantherSchema Custom.Vpn.Session, Custom.Billing.Invoice)
            [void] (Add-Fault @{ operation = 'CreateOrUpdateSchema'; delay = 1000 })
            $ran = Invoke-Recorded {
                & { $schemas[0]; Wait-Until { (Get-Stat).inFlight -eq 1 -and (Get-Request CreateOrUpdateSchema) }; $schemas[1] } |
                    Set-PantherSchema -Spec "fields:`n  - name: other`n    type: string" -PassThru
            }
            $ran.Output.Name | Should -Be $schemas[0].Name
            $ran.Failure.Exception.Message | Should -BeLike '*one schema*'
            @(Get-Request CreateOrUpdateSchema).Count | Should -Be 1
        }
    }

    Context 'of two tenants' {
        BeforeAll {
            $elsewhere = Start-Emulator -Aside
        }

        It 'changes the schemas of one name that both have, each at its own, and one that comes twice once' {
            Reset-Emulator -Emulator $elsewhere
            Connect-TestTenant -Name elsewhere -Emulator $elsewhere | Out-Null
            Connect-TestTenant | Out-Null
            $both = @(Get-PantherSchema Custom.Vpn.Session) + @(Get-PantherSchema Custom.Vpn.Session -Connection elsewhere)
            $both | Set-PantherSchema -Archived
            Get-PantherSchema Custom.Vpn.Session -Connection elsewhere | ForEach-Object IsArchived | Should -BeTrue
            Get-PantherSchema Custom.Vpn.Session | ForEach-Object IsArchived | Should -BeTrue
            Clear-Request
            $ran = Invoke-Recorded { $both[0], $both[1], $both[0] | Set-PantherSchema -Archived:$false }
            $ran.Errors | Should -HaveCount 1
            "$($ran.Errors)" | Should -BeLike "*'Custom.Vpn.Session' is already in*"
            Get-PantherSchema Custom.Vpn.Session -Connection elsewhere | ForEach-Object IsArchived | Should -BeFalse
            Get-PantherSchema Custom.Vpn.Session | ForEach-Object IsArchived | Should -BeFalse
            @(Get-Request UpdateSchemaStatus).Count | Should -Be 1
        }
    }

    Context 'as a plan' {
        BeforeEach {
            $session = New-Session
        }

        AfterEach {
            Remove-Session $session
        }

        It 'shows the difference of the specification, and sends no change' {
            $file = New-SchemaFile a.yml Custom.Vpn.Session person
            $ran = Invoke-InSession $session { param($file) Set-PantherSchema $file -WhatIf } @{ file = $file }
            $ran.Errors | Should -BeNullOrEmpty
            $shown = $session.Host.Lines -join "`n"
            $shown | Should -BeLike "What if: Changing the schema 'Custom.Vpn.Session' (revision *) at 127.0.0.1*"
            foreach ($line in '- version: 0', '  schema: Custom.Vpn.Session', '-   - name: user', '+   - name: person') {
                $shown | Should -BeLike "*    $line*"
            }

            Get-Request -Kind mutation | Should -BeNullOrEmpty
        }

        It 'says what a new one and an archived one would be' {
            $file = New-SchemaFile a.yml Custom.New
            Invoke-InSession $session { param($file)
                Set-PantherSchema $file -WhatIf
                Set-PantherSchema -Name Custom.Vpn.Session -Archived -WhatIf
            } @{ file = $file } | Out-Null
            $shown = $session.Host.Lines -join "`n"
            $shown | Should -BeLike "*Making the schema 'Custom.New' at*+ schema: Custom.New*"
            $shown | Should -BeLike '*IsArchived: False -> True*'
        }

        It 'does not overwrite what a colleague has changed since the schema was read that is piped, <Name>' -ForEach @(
            @{ Name = 'in the run'; With = @{}; }, @{ Name = 'in the plan'; With = @{ WhatIf = $true } }
        ) {
            New-SchemaFile a.yml Custom.New | Set-PantherSchema
            $mine = Get-PantherSchema Custom.New
            Set-PantherSchema -Name Custom.New -Spec "schema: Custom.New`nfields:`n  - name: theirs`n    type: string"
            $spec = "schema: Custom.New`nfields:`n  - name: ours`n    type: string"
            Clear-Request
            (Get-ErrorOf { $mine | Set-PantherSchema -Spec $spec @With }).FullyQualifiedErrorId |
                Should -Be 'PantherConflict,PantherPS.Commands.SetPantherSchemaCommand'
            Get-Request -Kind mutation | Should -BeNullOrEmpty

            # What replaces nothing needs no revision, and who has read again may.
            $mine | Set-PantherSchema -Archived
            Get-PantherSchema Custom.New | Set-PantherSchema -Spec $spec -Archived:$false
            (Get-PantherSchema Custom.New -IncludeSpec).Spec | Should -BeLike '*name: ours*'
        }

        It 'does not overwrite what a colleague has changed since the question' {
            $file = New-SchemaFile a.yml Custom.Vpn.Session mine
            $running = Start-InSession $session { param($file) Set-PantherSchema $file -Confirm } @{ file = $file }
            Wait-Until { $session.Host.Questions.Count -eq 1 }
            Set-PantherSchema -Name Custom.Vpn.Session -Spec "fields:`n  - name: theirs`n    type: string"
            $session.Host.Answer('Yes')
            (Receive-InSession $running).Errors.FullyQualifiedErrorId |
                Should -Be 'PantherConflict,PantherPS.Commands.SetPantherSchemaCommand'
            (Get-PantherSchema Custom.Vpn.Session -IncludeSpec).Spec | Should -BeLike '*theirs*'
        }

        It 'asks about nothing where nothing changes' {
            $ran = Invoke-InSession $session { Set-PantherSchema -Name Custom.Legacy.Mainframe -Archived -PassThru -Confirm }
            $ran.Output.Name | Should -Be Custom.Legacy.Mainframe
            $session.Host.Questions | Should -BeNullOrEmpty
        }
    }
}
