using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that add the configuration of one kind of source, which only the REST API gives.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
public abstract class GetRestSourceCmdlet<TSource> : FindLogSourceCmdlet
    where TSource : RestLogSource
{
    private protected GetRestSourceCmdlet()
    {
    }

    /// <summary>The operations on this kind.</summary>
    private protected abstract ILogSourceKind<TSource> KindOf(PantherClient client);

    private protected override ILogSourceKind? ListedKind(PantherClient client) => KindOf(client);

    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        Task<TSource> read = Request(context => KindOf(source.Client).GetAsync(ReferenceTo(source), context));
        yield return read;
        if (ParameterSetName == ListSet && Label is null
            && read.Exception?.InnerException is PantherException { Kind: PantherErrorKind.InvalidInput, StatusCode: null } other)
        {
            // Where Panther does not say what it calls a kind, the list holds sources that prove to be of another.
            WriteVerbose(other.Message);
            yield break;
        }

        if (TryGet(read, source.Target, out TSource found))
        {
            WriteObject(found);
        }
    }
}
