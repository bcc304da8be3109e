@{
    Severity     = @('Error', 'Warning')
    # The build scripts talk to the person who runs them; a test's token is made up when it runs.
    ExcludeRules = @('PSAvoidUsingWriteHost', 'PSAvoidUsingConvertToSecureStringWithPlainText')
    Rules        = @{
        PSUseCompatibleSyntax = @{
            Enable         = $true
            TargetVersions = @('5.1', '7.4')
        }
    }
}
