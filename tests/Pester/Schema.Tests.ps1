BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'TestHelpers.psm1')
    Import-ModuleUnderTest
    $ErrorActionPreference = 'Continue'
    Start-Emulator | Out-Null
}

AfterAll {
    Disconnect-Panther -All
    Stop-Emulator
}

Describe 'Get-PantherSchema' {
    BeforeEach {
        Reset-Emulator
        Connect-TestTenant | Out-Null
    }

    It 'lists all, with what is known of them' {
        $schemas = Get-PantherSchema
        $schemas.Count | Should -BeGreaterThan 30
        $alb = $schemas | Where-Object Name -EQ AWS.ALB
        $alb.Description | Should -Be 'Logs of AWS ALB'
        $alb.ReferenceUrl | Should -Be 'https://example.com/schemas/AWS.ALB'
        $alb.Revision, $alb.Version, $alb.IsManaged, $alb.IsArchived, $alb.IsFieldDiscoveryEnabled | Should -Be 1, 0, $true, $false, $false
        $alb.CreatedAt | Should -BeOfType datetime
        $alb.CreatedAt.Kind | Should -Be Local
        [string] $alb | Should -Be AWS.ALB
    }

    It 'finds by <Name>' -ForEach @(
        @{ Name = 'name'; Call = { Get-PantherSchema AWS.ALB }; Found = 'AWS.ALB' }
        @{ Name = 'name in any case'; Call = { Get-PantherSchema -Name aws.alb }; Found = 'AWS.ALB' }
        @{ Name = 'names, in the order of the list'; Call = { Get-PantherSchema AWS.VPCFlow, AWS.ALB }; Found = 'AWS.ALB', 'AWS.VPCFlow' }
        @{ Name = 'a name and a pattern that takes it too, once'; Call = { Get-PantherSchema AWS.ALB, AWS.A* -Managed }; Found = 'AWS.ALB' }
        @{ Name = 'wildcards'; Call = { Get-PantherSchema AWS.VPC* }; Found = 'AWS.VPCDns', 'AWS.VPCFlow' }
        @{ Name = 'a set of characters'; Call = { Get-PantherSchema 'Git[HL]*.A*' }; Found = 'GitHub.Audit', 'GitLab.API' }
        @{ Name = 'pipe'; Call = { 'AWS.ALB', 'Zeek.*' | Get-PantherSchema }; Found = 'AWS.ALB', 'Zeek.Conn', 'Zeek.DNS' }
        @{
            Name = 'the log types of a piped source'
            Call = { Add-S3Source | Out-Null; Get-PantherLogSource | Get-PantherSchema }
            Found = 'AWS.ALB', 'AWS.VPCFlow'
        }
        @{ Name = 'the alias -LogType'; Call = { Get-PantherSchema -LogType AWS.ALB }; Found = 'AWS.ALB' }
    ) {
        (& $Call).Name | Should -Be $Found
        @(Get-Request ListSchemas).Count | Should -Be 1
    }

    It 'does not take the name of a field for one of a schema, as the API''s own filter does' {
        Get-PantherSchema *clientIp* | Should -BeNullOrEmpty
    }

    It 'says once for each name that there is no such schema, and is silent for a pattern' {
        $recorded = Invoke-Recorded { Get-PantherSchema none, AWS.ALB, 'no*ne', nowhere }
        $recorded.Output.Name | Should -Be AWS.ALB
        $recorded.Errors.TargetObject | Should -Be none, nowhere
        $recorded.Errors[0].FullyQualifiedErrorId | Should -Be 'PantherNotFound,PantherPS.Commands.GetPantherSchemaCommand'
        $recorded.Errors[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'asks nothing where the pipeline brings nothing' {
        @() | Get-PantherSchema | Should -BeNullOrEmpty
        Get-Request | Should -BeNullOrEmpty
    }

    It 'tells with -<Switch> those alone' -ForEach @(
        @{ Switch = 'InUse'; Found = 'AWS.ALB', 'AWS.VPCFlow'; Sent = 'isInUse' }
        @{ Switch = 'Archived'; Found = @('Custom.Legacy.Mainframe'); Sent = 'isArchived' }
        @{ Switch = 'Managed'; Found = $null; Sent = 'isManaged' }
    ) {
        Add-S3Source | Out-Null
        $with = @{ $Switch = $true }
        $schemas = Get-PantherSchema @with
        if ($Found) {
            $schemas.Name | Should -Be $Found
        }
        else {
            $schemas.Count | Should -BeGreaterThan 20
            $schemas.Name | Where-Object { $_ -like 'Custom.*' } | Should -BeNullOrEmpty
        }

        ConvertTo-Json (Get-Request ListSchemas).variables.input -Compress | Should -BeExactly ('{{"{0}":true}}' -f $Sent)
        $with.$Switch = $false
        (Get-PantherSchema @with).Count | Should -BeGreaterThan 30
    }

    It 'takes switches and names together' {
        Add-S3Source | Out-Null
        (Get-PantherSchema -InUse -Managed -Name *.VPC*).Name | Should -Be AWS.VPCFlow
    }

    It 'asks for the specification on -IncludeSpec alone' {
        (Get-PantherSchema AWS.ALB).Spec | Should -BeNullOrEmpty
        $with = Get-PantherSchema AWS.ALB -IncludeSpec
        $with.Spec | Should -BeLike '*schema: AWS.ALB*clientIp*'
        $with.DiscoveredSpec | Should -BeExactly ''
        (Get-PantherSchema AWS.ALB -IncludeSpec:$false).Spec | Should -BeNullOrEmpty
        (Get-Request ListSchemas).variables.withSpec | Should -Be $false, $true, $false
    }

    It 'says what the token lacks' {
        Connect-TestTenant -Token none | Out-Null
        $failure = Get-ErrorOf { Get-PantherSchema }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PantherForbidden,*'
        $failure.Exception.Message | Should -BeLike '*View Log Sources*'
    }

    It 'follows pages, though Panther has but one today, and does not go round in circles' {
        [void] (Add-Fault @{
            operation = 'ListSchemas'
            transform = @{ setPath = 'data.schemas.pageInfo'; value = @{ hasNextPage = $true; endCursor = 'next' } }
        })
        @(Get-PantherSchema AWS.ALB).Count | Should -Be 1
        (Get-Request ListSchemas)[1].variables.input.cursor | Should -Be next
        [void] (Add-Fault @{
            operation = 'ListSchemas'
            times = 0
            transform = @{ setPath = 'data.schemas.pageInfo'; value = @{ hasNextPage = $true; endCursor = 'next' } }
        })
        (Get-ErrorOf { Get-PantherSchema }).FullyQualifiedErrorId | Should -BeLike 'PantherProtocolError,*'
    }

    It 'asks for one page where no more is wanted' {
        [void] (Add-Fault @{
            operation = 'ListSchemas'
            times = 0
            transform = @{ setPath = 'data.schemas.pageInfo'; value = @{ hasNextPage = $true; endCursor = 'next' } }
        })
        Get-PantherSchema | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        @(Get-Request ListSchemas).Count | Should -Be 1
    }

    It 'gives the pages before one that fails, and then the error' {
        [void] (Add-Fault @{
            operation = 'ListSchemas'
            transform = @{ setPath = 'data.schemas.pageInfo'; value = @{ hasNextPage = $true; endCursor = 'next' } }
        })
        [void] (Add-Fault @{ operation = 'ListSchemas'; times = 0; status = 403 })
        $recorded = Invoke-Recorded { Get-PantherSchema AWS.ALB, none }
        $recorded.Output.Name | Should -Be AWS.ALB
        $recorded.Errors.FullyQualifiedErrorId | Should -Be 'PantherForbidden,PantherPS.Commands.GetPantherSchemaCommand'
    }
}
