using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>Names that were piped, by the tenant that each came from.</summary>
internal sealed class TenantNames
{
    private readonly List<(PantherClient Client, List<string> Names)> _tenants = [];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _tenants.Count == 0;

    /// <summary>The names of each tenant, in the order in which they came.</summary>
    public IEnumerable<(PantherClient Client, IReadOnlyList<string> Names)> ByTenant =>
        _tenants.Select(tenant => (tenant.Client, (IReadOnlyList<string>)tenant.Names));

    /// <summary>Adds names.</summary>
    /// <param name="names">The names, as they were bound.</param>
    /// <param name="clientFor">The client for what a name was taken from, which is null for a mere name.</param>
    public void Add(IEnumerable<string>? names, Func<object?, string, PantherClient> clientFor)
    {
        foreach (string name in names ?? [])
        {
            PantherClient client = clientFor(ArgumentOrigins.Take(name), name);
            int i = _tenants.FindIndex(tenant => tenant.Client == client);
            if (i < 0)
            {
                i = _tenants.Count;
                _tenants.Add((client, []));
            }

            _tenants[i].Names.Add(name);
        }
    }
}
