using Panther.Client;
using PantherPS.Pipeline;

namespace PantherPS.DataLake;

/// <summary>Takes objects and rows for the id of the query that they hold. Nothing that the other cmdlets return is a query.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class QueryIdTransformationAttribute : IdTransformationAttribute
{
    private protected override string Hint => "does not identify a query. Pass its id, or an object that has it as Id.";

    private protected override string? IdOf(ITenantObject item) => null;
}
