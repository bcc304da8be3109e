@{
    Severity     = @('Error', 'Warning')
    # No script here is a command for others: the build talks to the person who runs it, its functions are its own, a
    # script block uses parameters that the analyzer does not see, and a test's token is made up when it runs.
    ExcludeRules = @(
        'PSAvoidUsingWriteHost'
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        'PSUseShouldProcessForStateChangingFunctions'
        'PSUseSingularNouns'
        'PSReviewUnusedParameter'
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSUseUsingScopeModifierInNewRunspaces'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{
            Enable         = $true
            TargetVersions = @('5.1', '7.4')
        }
    }
}
