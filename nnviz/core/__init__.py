"""The vocabulary of nnviz: specs, layer catalogue, shape inference, records, codec, presets.

Nothing here imports Keras, Plotly, NetworkX or Streamlit.
"""
