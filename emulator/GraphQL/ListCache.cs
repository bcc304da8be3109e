using Panther.Emulator.Http;

namespace Panther.Emulator.GraphQL;

/// <summary>Serialized answers of list queries, for as long as nothing has changed.</summary>
internal sealed class ListCache
{
    private const long MostBytes = 512L * 1024 * 1024;
    private readonly Dictionary<string, Answer> _answers = [];
    private string _version = "";
    private long _bytes;

    /// <param name="version">Tells the state that answers belong to.</param>
    /// <param name="key">The query.</param>
    /// <param name="make">Makes the answer where it is not known.</param>
    public Answer Get(string version, string key, Func<Answer> make)
    {
        if (version != _version)
        {
            Clear();
            _version = version;
        }

        if (!_answers.TryGetValue(key, out Answer? answer))
        {
            answer = make();
            int size = answer.Body?.Length ?? 0;
            if (_bytes + size > MostBytes)
            {
                Clear();
            }

            _bytes += size;
            _answers[key] = answer;
        }

        return answer;
    }

    private void Clear()
    {
        _answers.Clear();
        _bytes = 0;
    }
}
