namespace Panther.Client;

/// <summary>What was read of a tenant, so that what is done with it is done there.</summary>
internal interface ITenantObject
{
    /// <summary>The client that has read it; null for what was built by hand.</summary>
    PantherClient? Origin { get; }
}
